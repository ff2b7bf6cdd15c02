//! More than the guard allows: a person is asked, and nothing is written before the answer (P4, P5).

use domain::report::Class;
use e2e::{Build, LETTERS, Story, StoryError, Told, letters};
use local::{Follow, Options};
use serde_json::{Value, json};
use sim::{AccountState, GrantStatus};

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, give, lab_is_new, rows, settled};

/// Orders, Billing and Lab have both products. The guard allows one revocation, and both grants of Orders are to be taken back.
async fn over_the_limit(build: &Build) -> Result<Story, StoryError> {
    let mut world = lab_is_new();
    for license in 0..2 {
        give(&mut world, LAB, license, GrantStatus::Active);
    }
    let story = Story::begin_deployed(Options { world: Some(world), ..Options::default() }, build).await?;
    story.with_policy("[guard]\nrevocations_max = 1\n").await?;
    story.sim().suspend_account(ORDERS);
    Ok(story)
}

/// A run that has asked; nothing was written.
async fn asks(story: &Story) -> Result<Follow, StoryError> {
    story.sim().reset_calls();
    let run = story.start(&json!({})).await?;
    let question = story.once_asked(&run).await?;
    assert!(question.reasons.iter().any(|reason| reason.contains("revocations_max")), "{question:?}");
    let asked: Vec<_> = story.live_grants_of(ORDERS).into_iter().map(|grant| grant.arn).collect();
    assert_eq!(question.covers, asked.into_iter().collect());
    assert_untouched(story);
    Ok(run)
}

fn assert_untouched(story: &Story) {
    assert_eq!(story.sim().calls().mutating(), 0, "{:?}", story.sim().calls().counts);
    assert!(all_active(&story.live_grants_of(ORDERS), 2), "{:?}", story.live_grants_of(ORDERS));
    assert!(all_active(&story.live_grants_of(BILLING), 2), "{:?}", story.live_grants_of(BILLING));
}

#[tokio::test]
async fn what_is_approved_is_taken_back_and_nothing_before() -> Told {
    let story = over_the_limit(&Build::as_built()?).await?;
    let run = asks(&story).await?;
    let asked = story.sim().now().epoch_seconds();
    story.sim().clock().advance_seconds(3_600);
    story.answer("approve", &run).await?;
    let run = story.to_its_end(run).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    let first = run.changes().next().unwrap();
    assert!(first.at_epoch_seconds > asked + 3_600.0, "{first:?}");
    assert_eq!(run.changes().count(), 2);
    Ok(())
}

#[tokio::test]
async fn what_is_rejected_stays_and_the_run_says_who_said_so() -> Told {
    let story = over_the_limit(&Build::as_built()?).await?;
    let run = asks(&story).await?;
    story.answer("reject", &run).await?;
    let run = story.to_its_end(run).await?;

    assert!(!run.succeeded());
    let told = run.failure();
    assert!(
        told.contains("Invalid") && told.contains("rejected") && told.contains("the story wants it"),
        "{told}"
    );
    assert_untouched(&story);
    let rows = rows(&run, ORDERS);
    assert!(rows.len() == 2 && rows.iter().all(|row| row.class == Some(Class::Stopped)), "{rows:?}");
    Ok(())
}

/// The definition waits for a day; this one for a second.
#[tokio::test]
async fn what_nobody_answers_within_a_day_stays() -> Told {
    let build = Build::as_built()?.with_definition(|definition| {
        let waits = &mut definition["States"]["Wait for the answer"]["TimeoutSeconds"];
        assert_eq!(*waits, json!(86_400));
        *waits = json!(1);
    })?;
    let story = over_the_limit(&build).await?;
    let run = story.run(&json!({})).await?;
    assert!(!run.succeeded());
    assert!(run.failure().contains("Invalid") && run.failure().contains("answer"), "{}", run.failure());
    assert_untouched(&story);
    Ok(())
}

/// What the question named is approved, and no more: the plan is made anew.
#[tokio::test]
async fn what_came_after_the_question_is_asked_for_anew() -> Told {
    let story = over_the_limit(&Build::as_built()?).await?;
    let run = asks(&story).await?;
    story.sim().untag_account(BILLING, domain::policy::TAG_KEY)?;
    story.sim().clock().advance_seconds(60);
    story.answer("approve", &run).await?;
    let again = story.once_asked(&run).await?;
    let new = story.live_grants_of(BILLING);
    assert!(new.iter().all(|grant| again.covers.contains(&grant.arn)), "{again:?}");
    assert!(all_active(&new, 2), "{new:?}");

    story.answer("approve", &run).await?;
    let run = story.to_its_end(run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!((story.live_grants_of(ORDERS), story.live_grants_of(BILLING)), (vec![], vec![]));
    Ok(())
}

/// Who is to have the product again by then keeps it, whatever was approved.
#[tokio::test]
async fn what_is_not_to_be_taken_back_any_more_stays_although_it_was_approved() -> Told {
    let story = over_the_limit(&Build::as_built()?).await?;
    let run = asks(&story).await?;
    story.sim().set_account_state(ORDERS, AccountState::Active);
    story.answer("approve", &run).await?;
    let run = story.to_its_end(run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_untouched(&story);
    Ok(())
}

/// Whoever is to decide reads what would be taken back, and answers with what the message says.
#[tokio::test]
async fn the_message_says_what_and_why_and_is_answered_with_its_own_words() -> Told {
    let story = over_the_limit(&Build::as_built()?).await?;
    story.aws().deploy_beside("Letters", &letters(story.alerts())).await?;
    let run = asks(&story).await?;
    let letters = story.aws().hub().messages_in(LETTERS).await?;
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    for word in ["2 grants", "guard.revocations_max", "plan.md", &story.live_grants_of(ORDERS)[0].arn] {
        assert!(letter.contains(word), "{word}: {letter}");
    }
    let inputs: Vec<Value> = letter.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let approve = inputs.iter().find(|input| input["approve"].is_string());
    story.answer_with(&run, approve.unwrap()).await?;
    let run = story.to_its_end(run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    Ok(())
}

/// The run that asks holds the lease: what comes meanwhile is left to it, and done after the answer.
#[tokio::test]
async fn while_a_run_waits_for_its_answer_no_other_writes() -> Told {
    let mut story = over_the_limit(&Build::as_built()?).await?;
    let run = asks(&story).await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let other = story.the_run_that_follows().await?;
    assert_eq!(other.decision(), Some("coalesced"), "{}", other.failure());
    assert_eq!(story.live_grants_of(ARCHIVE), []);

    story.answer("approve", &run).await?;
    let run = story.to_its_end(run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2), "{:?}", story.live_grants_of(ARCHIVE));
    Ok(())
}

/// P5: nothing wanted at all is more often a mistake than a wish, and no question.
#[tokio::test]
async fn an_empty_wish_stops_and_needs_a_word() -> Told {
    let story = Story::begin(settled()).await?;
    for account in [ORDERS, BILLING] {
        story.sim().suspend_account(account);
    }
    let stopped = story.run(&json!({})).await?;
    assert!(!stopped.succeeded());
    assert!(stopped.failure().contains("allow_empty"), "{}", stopped.failure());
    assert_eq!(stopped.calls.mutating(), 0);

    let meant = story.run(&json!({"allow_empty": true})).await?;
    assert!(meant.succeeded(), "{}", meant.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert_eq!(story.live_grants_of(BILLING), []);
    Ok(())
}
