//! Setup in a member account: it acts in the management account by two roles there, and by nothing else.

use domain::setup::finding::Id;
use e2e::setup::{DELEGATE, DELEGATE_STACK, DELEGATOR, MANAGEMENT_STACK, Setup};
use e2e::{Build, StoryError, Told};

use super::world::PRIVATE_MARKETPLACE;

/// What is missing where nothing is enabled.
const MISSING: [Id; 3] =
    [Id::PrivateMarketplaceNotTrusted, Id::PrivateMarketplaceRoleMissing, Id::NotMarketplaceAdministrator];

#[tokio::test]
async fn it_acts_in_the_management_account_by_two_roles() -> Told {
    let setup = Setup::begin_delegate().await?;
    setup.deploy_to(DELEGATOR, MANAGEMENT_STACK, &Build::as_built()?).await?;
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!((run.found(), run.left()), (MISSING.to_vec(), vec![]));
    let sim = setup.sim();
    assert_eq!(sim.trusted_services(), [PRIVATE_MARKETPLACE]);
    assert_eq!(sim.delegated_administrators(), [(PRIVATE_MARKETPLACE.to_owned(), DELEGATE.to_owned())]);
    let role = sim.linked_roles().into_iter().find(|role| role.service == PRIVATE_MARKETPLACE).unwrap();
    assert_eq!(role.account, DELEGATOR);

    let fixes = format!("arn:aws:sts::{DELEGATOR}:assumed-role/MarketplaceStewardSetupFix/");
    // The administrator is refused until the trusted access has effect, and asked for again.
    assert_eq!(run.changes().filter(|call| call.status == 200).count(), MISSING.len());
    assert!(run.changes().all(|call| call.caller.starts_with(&fixes)), "{:?}", run.calls.log);
    let looks = format!("arn:aws:sts::{DELEGATOR}:assumed-role/MarketplaceStewardSetupLook/");
    assert!(run.calls.log.iter().any(|call| call.caller.starts_with(&looks)), "{:?}", run.calls.log);

    sim.delegate(PRIVATE_MARKETPLACE, None);
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.found(), [Id::NotMarketplaceAdministrator]);
    assert_eq!((run.left(), run.calls.mutating()), (vec![], 1));
    Ok(())
}

/// What cannot be read is never taken for off: nothing is fixed, and nobody is asked.
async fn assert_tells_that_it_cannot_read(setup: &Setup) -> Result<(), StoryError> {
    let run = setup.fix().await?;
    assert!(!run.succeeded());
    assert!(run.found().iter().all(|id| *id == Id::NotReadable), "{:?}", run.found());
    assert_eq!((run.calls.mutating(), run.questions.len()), (0, 0));
    assert!(run.failure().contains("SETUP-005"), "{}", run.failure());
    let told = run.report.as_ref().unwrap();
    assert!(told.contains("sts:AssumeRole"), "{told}");
    Ok(())
}

#[tokio::test]
async fn without_the_roles_or_with_another_external_id_it_tells_that_it_cannot_read_and_changes_nothing()
-> Told {
    let setup = Setup::begin_delegate().await?;
    assert_tells_that_it_cannot_read(&setup).await?;

    setup.deploy_to(DELEGATOR, MANAGEMENT_STACK, &Build::as_built()?).await?;
    let guessing = Build::as_built()?
        .with_variable(DELEGATE_STACK, "SETUP_ROLE_EXTERNAL_ID", |_| "guess".to_owned())?
        .built_again()?;
    setup.deploy(&guessing).await?;
    assert_tells_that_it_cannot_read(&setup).await
}
