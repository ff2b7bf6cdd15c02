//! What a run asks, and how a person answers.

use domain::approval::{
    Answered, Decision, Meeting, QuestionName, Record, Reference, Unknown, reached, records_of,
};
use domain::identifier::ExecutionArn;
use proptest::prelude::*;

fn execution(name: &str) -> ExecutionArn {
    format!("arn:aws:states:us-east-1:320000000002:execution:marketplace-steward-sync-experiences:{name}")
        .parse()
        .unwrap()
}

fn record(name: &str) -> Record {
    let covers = ["prod-a", "prod-b"].map(str::to_owned).into();
    let reasons = vec!["this run would deny 120 products, guard.denials_max allows 100".to_owned()];
    Record::new(&execution("schedule-1"), name.parse().unwrap(), reasons, covers)
}

fn answer(decision: Decision, by: &str) -> Answered {
    let (reason, at) = ("agreed".to_owned(), "2026-11-22T01:00:00Z".to_owned());
    Answered { decision, by: Some(execution(by)), reason, at }
}

fn waiting(name: &str) -> Record {
    Record { token: Some("secret".to_owned().into()), ..record(name) }
}

#[test]
fn a_run_and_one_of_its_questions_are_told_apart() {
    let run: Reference = "schedule-1".parse().unwrap();
    assert_eq!(
        (run.question.as_ref(), records_of(run.run.as_str())),
        (None, "runs/schedule-1/questions/".to_owned())
    );
    let one: Reference = "schedule-1/exp-hf00default00-1".parse().unwrap();
    assert_eq!(one.question.as_ref().unwrap().key(one.run.as_str()), record("exp-hf00default00-1").key());
    assert_eq!(one.to_string(), "schedule-1/exp-hf00default00-1");
}

#[test]
fn what_is_no_reference_is_refused_with_its_form() {
    for text in [
        "",
        "/",
        "run/",
        "/exp-1",
        "run/exp-1/2",
        "run/exp_1",
        "run/../secret",
        "a run",
        "run\n",
        "run*",
        "arn:aws:states:us-east-1:320000000002:execution:machine:run",
        &"x".repeat(81),
    ] {
        let error = text.parse::<Reference>().unwrap_err().to_string();
        assert!(error.contains("`<run>/<question>`") && error.contains("not its ARN"), "{text:?}: {error}");
    }
}

#[test]
fn the_message_says_what_why_where_and_how_to_answer() {
    let question = record("exp-1").question(
        "finch-retail: deny 120 products in exp-1?",
        "https://s3.console.aws.amazon.com/s3/object/state?prefix=runs/schedule-1/plan.md",
    );

    insta::assert_snapshot!(format!("{}\n\n{}", question.subject, question.message));
    let inputs = question.message.lines().filter(|line| line.starts_with('{'));
    for (input, field) in inputs.zip(["approve", "reject"]) {
        let input: domain::run::RunRequest = serde_json::from_str(input).unwrap();
        let named = if field == "approve" { input.approve } else { input.reject };
        assert_eq!(named.as_deref(), Some("schedule-1/exp-1"));
    }
}

/// A run may be called whatever Step Functions allows, also what a shell would read in its own way.
#[test]
fn the_command_of_an_answer_is_one_word_for_each_argument() {
    let run = execution("it's-(mine)!");
    let record = Record::new(&run, "exp-1".parse().unwrap(), vec![], [].into());
    let message = record.question("", "there").message;
    let commands: Vec<_> = message.lines().filter(|line| line.starts_with("aws ")).collect();
    for (command, field) in commands.iter().zip(["approve", "reject"]) {
        let (start, input) = command.split_once(" --input '").unwrap();
        assert_eq!(
            start,
            "aws stepfunctions start-execution --region us-east-1 --state-machine-arn \
             arn:aws:states:us-east-1:320000000002:stateMachine:marketplace-steward-sync-experiences"
        );
        // In single quotes a shell takes everything as it is; a quote itself is put beside them.
        let input = input.strip_suffix('\'').unwrap().replace("'\\''", "\u{0}");
        assert!(!input.contains('\''), "{command}");
        let input: domain::run::RunRequest = serde_json::from_str(&input.replace('\u{0}', "'")).unwrap();
        let named = if field == "approve" { input.approve } else { input.reject };
        assert_eq!(named.as_deref(), Some("it's-(mine)!/exp-1"));
    }
    assert_eq!(commands.len(), 2);
}

#[test]
fn a_question_about_very_much_names_some_and_counts_the_others() {
    let covers = (0..2_000).map(|number| format!("prod-{number:04}")).collect();
    let message = Record { covers, ..record("exp-1") }.question("", "there").message;
    assert!(message.contains("prod-0019 and 1980 more.") && !message.contains("prod-0020"), "{message}");
}

#[test]
fn the_first_answer_counts_and_the_same_one_again_changes_nothing() {
    let approve = answer(Decision::Approve, "approve-1");
    let token = "secret".to_owned().into();
    assert_eq!(record("exp-1").meet(&approve), Meeting::NotYet);
    assert_eq!(waiting("exp-1").meet(&approve), Meeting::Open(&token));

    let answered = Record { answered: Some(approve.clone()), ..waiting("exp-1") };
    assert_eq!(answered.meet(&approve), Meeting::Again(&token));
    assert_eq!(answered.meet(&answer(Decision::Approve, "approve-2")), Meeting::Same(&approve));
    let other = answered.meet(&answer(Decision::Reject, "reject-1"));
    assert_eq!(other, Meeting::Other(&approve));
    assert_eq!(approve.to_string(), "approved by approve-1 at 2026-11-22T01:00:00Z (agreed)");
}

#[test]
fn an_answer_to_a_run_reaches_all_that_it_asks_and_one_to_a_question_that_one() {
    let asked = || vec![waiting("exp-1"), record("exp-2")];
    let names = |reference: &str| {
        reached(&reference.parse().unwrap(), asked())
            .map(|records| records.into_iter().map(|record| record.name.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(names("schedule-1").unwrap(), ["exp-1", "exp-2"]);
    assert_eq!(names("schedule-1/exp-2").unwrap(), ["exp-2"]);
    let error = names("schedule-1/exp-3").unwrap_err();
    assert!(error.to_string().contains("no question exp-3, it has exp-1, exp-2"), "{error}");
    let nothing = reached(&"run-2".parse().unwrap(), Vec::new()).unwrap_err();
    assert_eq!(nothing, Unknown::Run { run: "run-2".to_owned() });
}

#[test]
fn a_token_is_kept_and_never_shown() {
    let record = waiting("exp-1");
    assert!(!format!("{record:?}").contains("secret"));
    assert!(!record.question("", "").message.contains("secret"));
    let kept: Record = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(kept.token.unwrap().reveal(), "secret");
}

proptest! {
    #[test]
    fn a_reference_that_is_read_is_written_as_it_was_and_leads_into_the_folder_of_one_run(
        text in prop_oneof!["[a-z0-9./_-]{0,40}", ".{0,90}"],
    ) {
        if let Ok(reference) = text.parse::<Reference>() {
            prop_assert_eq!(reference.to_string(), text);
            prop_assert_eq!(records_of(reference.run.as_str()).matches('/').count(), 3);
            let question: QuestionName = "exp-1".parse().unwrap();
            prop_assert_eq!(question.key(reference.run.as_str()), format!("{}exp-1.json", records_of(reference.run.as_str())));
        }
    }

    #[test]
    fn every_subject_is_one_that_a_topic_takes(text in ".{0,300}") {
        let subject = record("exp-1").question(&text, "").subject;
        prop_assert!(subject.len() < 100);
        prop_assert!(subject.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
    }

    #[test]
    fn what_is_answered_is_never_open_again(
        first in any::<bool>(), second in any::<bool>(), same_run in any::<bool>(),
    ) {
        let decision = |approve| if approve { Decision::Approve } else { Decision::Reject };
        let answered = Record { answered: Some(answer(decision(first), "one")), ..waiting("exp-1") };
        let mine = answer(decision(second), if same_run { "one" } else { "two" });
        let meeting = answered.meet(&mine);
        prop_assert!(!matches!(meeting, Meeting::Open(_) | Meeting::NotYet));
        prop_assert_eq!(matches!(meeting, Meeting::Other(_)), !same_run && first != second);
    }
}
