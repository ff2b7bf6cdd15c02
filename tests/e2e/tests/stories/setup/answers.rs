//! What a person does not approve is not done.

use e2e::setup::{MANAGEMENT, Setup};
use e2e::{Build, Told};
use serde_json::json;

use super::world::{MARKETPLACE_LICENSES, PRIVATE_MARKETPLACE, all_green, guard_rail, linked_roles};

/// Nothing was written, and the organization is as it was.
async fn assert_untouched(setup: &Setup) -> Told {
    let sim = setup.sim();
    assert_eq!(sim.calls().mutating(), 0, "{:?}", sim.calls().counts);
    assert_eq!(setup.ledger().await?.len(), 0);
    assert_eq!((sim.trusted_services().len(), linked_roles(setup).len()), (0, 0));
    assert_eq!(guard_rail(setup), None);
    Ok(())
}

#[tokio::test]
async fn what_a_person_refuses_is_not_written() -> Told {
    let setup = Setup::begin().await?;
    let follow = setup.start(&json!({"fix": true})).await?;
    let question = setup.once_asked(&follow).await?;
    assert_untouched(&setup).await?;
    // The question names every call that would be made, and where.
    let covers = question.covers.iter().cloned().collect::<Vec<_>>().join("\n");
    for call in ["update-service-settings", "enable-aws-service-access", "create-policy", "in 111111111111"] {
        assert!(covers.contains(call), "{covers}");
    }

    let run = setup.to_its_end(follow, Some("reject")).await?;
    assert!(!run.succeeded());
    assert!(run.failure().contains("reject"), "{}", run.failure());
    assert_untouched(&setup).await?;

    // The lease is free again, and the next run asks anew.
    let next = setup.fix().await?;
    assert!(next.succeeded(), "{}", next.failure());
    assert_eq!(next.questions.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_nobody_answers_within_a_day_is_not_written() -> Told {
    let build = Build::as_built()?.with_definition_of("setup", |definition| {
        definition["States"]["Wait for the answer"]["TimeoutSeconds"] = json!(1);
    })?;
    let setup = Setup::begin_with(Setup::options()?, &build).await?;
    let follow = setup.start(&json!({"fix": true})).await?;
    let run = setup.to_its_end(follow, None).await?;
    assert!(!run.succeeded());
    assert!(run.failure().contains("answer"), "{}", run.failure());
    assert_untouched(&setup).await
}

#[tokio::test]
async fn what_came_after_the_question_is_not_covered_by_the_answer() -> Told {
    let setup = all_green().await?;
    let (written, sim) = (setup.ledger().await?.len(), setup.sim());
    sim.set_trust(PRIVATE_MARKETPLACE, false);
    let follow = setup.start(&json!({"fix": true})).await?;
    let first = setup.once_asked(&follow).await?;
    sim.remove_linked_role(MANAGEMENT, MARKETPLACE_LICENSES);

    let run = setup.to_its_end(follow, Some("approve")).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.questions.len(), 2, "it asks anew: {:?}", run.questions);
    assert_eq!(first.covers.len(), 1);
    assert_eq!(setup.ledger().await?.len(), written + 2);
    Ok(())
}
