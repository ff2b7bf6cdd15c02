//! Ask, and answer.

use std::collections::BTreeSet;

use domain::approval::{Answered, Decision, Record};
use domain::run::{Run, RunRequest};
use steps::error::StepError;
use steps::ports::Store;
use steps::{answer, ask};

use crate::support::hub::execution;
use crate::support::tables::Bucket;
use crate::support::waiting::Waiting;

/// A run with some questions.
#[derive(Default)]
struct Asking {
    bucket: Bucket,
    tasks: Waiting,
}

impl Asking {
    /// What the planning step left.
    async fn planned(questions: &[&str]) -> Self {
        let asking = Self::default();
        for question in questions {
            let record = Record::new(
                &execution("run-1"),
                question.parse().unwrap(),
                vec!["too many".to_owned()],
                BTreeSet::from(["prod-a".to_owned()]),
            );
            asking.keep(&record).await;
        }
        asking
    }

    /// The same, and each waits with a token called after it.
    async fn waiting(questions: &[&str]) -> Self {
        let asking = Self::planned(questions).await;
        for question in questions {
            asking.ask(question, &format!("{question}-token")).await;
        }
        asking
    }

    async fn keep(&self, record: &Record) {
        let body = serde_json::to_vec(record).unwrap();
        self.bucket.put(&record.key(), body, "application/json").await.unwrap();
    }

    async fn ask(&self, question: &str, token: &str) {
        self.tasks.begins(token);
        let run = Run {
            execution: execution("run-1"),
            started: "2026-11-22T01:00:00Z".to_owned(),
            request: RunRequest::default(),
        };
        let request =
            ask::Request { run, question: question.parse().unwrap(), token: token.to_owned().into() };
        ask::run(&self.bucket, &self.tasks, request).await.unwrap();
    }

    async fn answer(&self, by: &str, decision: Decision, to: &str) -> Result<answer::Answer, StepError> {
        let request = answer::Request {
            execution: execution(by),
            started: "2026-11-22T02:00:00Z".to_owned(),
            to: to.parse().unwrap(),
            decision,
            reason: "agreed".to_owned(),
        };
        answer::run(&self.bucket, &self.tasks, request).await
    }

    async fn approve(&self, by: &str, to: &str) -> Result<answer::Answer, StepError> {
        self.answer(by, Decision::Approve, to).await
    }

    /// Which decision the question got.
    fn decided(&self, question: &str) -> Option<Decision> {
        self.tasks.given(&format!("{question}-token")).map(|answered| answered.decision)
    }

    async fn record(&self, question: &str) -> Record {
        let key = format!("runs/run-1/questions/{question}.json");
        serde_json::from_slice(&self.bucket.get(&key).await.unwrap().unwrap()).unwrap()
    }

    async fn kept(&self, question: &str) -> Option<Answered> {
        self.record(question).await.answered
    }
}

fn given(answer: &answer::Answer) -> Vec<&str> {
    answer.given.iter().map(domain::approval::QuestionName::as_str).collect()
}

fn told(answer: Result<answer::Answer, StepError>) -> (&'static str, String) {
    let error = answer.unwrap_err();
    (error.name(), error.to_string())
}

#[tokio::test]
async fn gives_the_answer_to_the_run_that_waits_and_keeps_who_gave_it() {
    let asking = Asking::waiting(&["exp-1"]).await;

    let answer = asking.approve("approve-1", "run-1/exp-1").await.unwrap();

    assert_eq!(given(&answer), ["exp-1"]);
    let answered = asking.tasks.given("exp-1-token").unwrap();
    assert_eq!(answered.by, Some(execution("approve-1")));
    assert_eq!((answered.reason.as_str(), answered.at.as_str()), ("agreed", "2026-11-22T02:00:00Z"));
    assert_eq!(asking.kept("exp-1").await, Some(answered));
}

#[tokio::test]
async fn an_answer_to_the_run_alone_reaches_all_its_questions_over_all_pages() {
    let questions = ["exp-1", "exp-2", "exp-3", "exp-4", "exp-5"];
    let asking = Asking::waiting(&questions).await;

    let answer = asking.answer("reject-1", Decision::Reject, "run-1").await.unwrap();

    assert_eq!(given(&answer), questions);
    assert!(questions.iter().all(|question| asking.decided(question) == Some(Decision::Reject)));
}

#[tokio::test]
async fn a_step_that_is_delivered_again_ends_as_it_did() {
    let asking = Asking::waiting(&["exp-1", "exp-2"]).await;

    let first = asking.approve("approve-1", "run-1").await;

    assert_eq!(asking.approve("approve-1", "run-1").await, first);
    assert_eq!(given(&first.unwrap()), ["exp-1", "exp-2"]);
}

#[tokio::test]
async fn an_answer_that_arrived_although_the_call_got_no_answer_is_given_once() {
    let asking = Asking::waiting(&["exp-1"]).await;
    *asking.tasks.loses_next_answer.lock().unwrap() = true;

    assert_eq!(told(asking.approve("approve-1", "run-1").await).0, "Throttled");

    assert_eq!(given(&asking.approve("approve-1", "run-1").await.unwrap()), ["exp-1"]);
    assert_eq!(asking.decided("exp-1"), Some(Decision::Approve));
}

#[tokio::test]
async fn the_same_answer_of_somebody_else_ends_well_and_tells_who_was_first() {
    let asking = Asking::waiting(&["exp-1"]).await;
    asking.approve("approve-1", "run-1").await.unwrap();

    let answer = asking.approve("approve-2", "run-1").await.unwrap();

    assert_eq!(answer.before, ["exp-1 was approved by approve-1 at 2026-11-22T02:00:00Z (agreed)"]);
    assert!(answer.given.is_empty());
}

#[tokio::test]
async fn a_second_answer_that_differs_is_refused_with_the_name_of_the_first() {
    let asking = Asking::waiting(&["exp-1"]).await;
    asking.approve("approve-1", "run-1").await.unwrap();

    let (name, text) = told(asking.answer("reject-1", Decision::Reject, "run-1/exp-1").await);

    assert_eq!(name, "Invalid");
    assert!(text.contains("exp-1 was approved by approve-1 at 2026-11-22T02:00:00Z"), "{text}");
    assert_eq!(asking.decided("exp-1"), Some(Decision::Approve));
}

#[tokio::test]
async fn an_answer_to_the_run_leaves_what_was_answered_otherwise_and_says_so() {
    let asking = Asking::waiting(&["exp-1", "exp-2"]).await;
    asking.answer("reject-1", Decision::Reject, "run-1/exp-1").await.unwrap();

    let answer = asking.approve("approve-1", "run-1").await.unwrap();

    assert_eq!((given(&answer), answer.left.len()), (vec!["exp-2"], 1));
    assert!(answer.left[0].starts_with("exp-1 was rejected by reject-1"), "{:?}", answer.left);
    assert_eq!(asking.decided("exp-1"), Some(Decision::Reject));
}

#[tokio::test]
async fn an_unknown_run_and_an_unknown_question_are_named_with_what_there_is() {
    let asking = Asking::waiting(&["exp-1"]).await;

    let (name, text) = told(asking.approve("approve-1", "run-10").await);
    assert!(name == "Invalid" && text.contains("run-10 asks nothing"), "{text}");
    let (name, text) = told(asking.approve("approve-1", "run-1/exp-2").await);
    assert!(name == "Invalid" && text.contains("has no question exp-2, it has exp-1"), "{text}");
    assert_eq!(asking.decided("exp-1"), None);
}

#[tokio::test]
async fn a_question_that_is_about_to_be_asked_is_answered_a_moment_later() {
    let asking = Asking::planned(&["exp-1"]).await;

    assert_eq!(told(asking.approve("approve-1", "run-1").await).0, "NotReady");
    assert_eq!(asking.kept("exp-1").await, None);

    asking.ask("exp-1", "exp-1-token").await;
    asking.approve("approve-1", "run-1").await.unwrap();
    assert_eq!(asking.decided("exp-1"), Some(Decision::Approve));
}

#[tokio::test]
async fn an_answer_that_nobody_waits_for_any_more_is_refused_and_not_kept() {
    let asking = Asking::waiting(&["exp-1"]).await;
    asking.tasks.ends("exp-1-token");

    let (name, text) = told(asking.approve("approve-1", "run-1").await);

    assert_eq!(name, "Invalid");
    assert!(text.contains("nobody waits for an answer to exp-1 any more"), "{text}");
    assert_eq!(asking.kept("exp-1").await, None);
}

#[tokio::test]
async fn the_newest_token_counts() {
    let asking = Asking::waiting(&["exp-1"]).await;
    asking.tasks.ends("exp-1-token");
    asking.ask("exp-1", "second").await;

    asking.approve("approve-1", "run-1").await.unwrap();

    assert_eq!(asking.tasks.given("second").unwrap().decision, Decision::Approve);
}

/// The run was stopped between the answer and its next step, and redriven: its Task waits anew, and nobody asks again.
#[tokio::test]
async fn a_redriven_run_is_given_the_answer_that_a_person_gave_before() {
    let asking = Asking::waiting(&["exp-1"]).await;
    asking.approve("approve-1", "run-1").await.unwrap();

    asking.ask("exp-1", "after-the-redrive").await;

    assert_eq!(asking.tasks.given("after-the-redrive").unwrap().by, Some(execution("approve-1")));
}

/// Two people answer at the same moment: the one whose answer Step Functions took is the one who answered.
#[tokio::test]
async fn of_two_answers_at_once_the_one_that_came_through_is_told() {
    let asking = Asking::waiting(&["exp-1"]).await;
    let unanswered = asking.record("exp-1").await;
    asking.approve("approve-1", "run-1").await.unwrap();
    // The second read the record before the first wrote it.
    asking.keep(&unanswered).await;

    let (name, text) = told(asking.answer("reject-1", Decision::Reject, "run-1").await);

    assert!(name == "Invalid" && text.contains("nobody waits"), "{text}");
    assert_eq!(asking.decided("exp-1"), Some(Decision::Approve));
}

#[tokio::test]
async fn a_question_without_a_record_is_a_defect() {
    let asking = Asking::default();
    let request = ask::Request {
        run: Run { execution: execution("run-1"), started: String::new(), request: RunRequest::default() },
        question: "exp-1".parse().unwrap(),
        token: "secret".to_owned().into(),
    };

    let error = ask::run(&asking.bucket, &asking.tasks, request).await.unwrap_err();

    assert_eq!(error.name(), "Bug");
    assert!(!error.to_string().contains("secret"), "{error}");
}
