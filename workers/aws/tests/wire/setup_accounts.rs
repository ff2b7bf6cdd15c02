//! The way of setup into other accounts: which role, with which external id, and how often.

use aws::{Prerequisites, SetupAccounts, SetupWrites};
use domain::identifier::AccountId;
use domain::setup::fix::Fix;
use domain::setup::service::Service;
use sim::{RoleEntry, Sim};
use steps::ports::Prerequisites as _;
use steps::ports::setup::{Accounts as _, SetupReads as _, SetupWrites as _};

use crate::session::{HUB, sample, session};

/// The account that the product runs in here: a member.
const OWN: &str = "201000000001";

fn account(id: &str) -> AccountId {
    id.parse().unwrap()
}

/// The sample organization, whose management account and one member have setup's roles for [`OWN`].
async fn with_roles() -> Sim {
    sample(|world| {
        for account in &mut world.accounts {
            if account.id == HUB || account.id == "202000000002" {
                account.roles = ["MarketplaceStewardSetupLook", "MarketplaceStewardSetupFix"]
                    .map(|name| RoleEntry {
                        name: name.into(),
                        external_id: Some(OWN.into()),
                        trusted_accounts: vec![OWN.into()],
                    })
                    .into();
            }
        }
    })
    .await
}

fn looking(sim: &Sim, external_id: &str) -> SetupAccounts<Prerequisites> {
    SetupAccounts::new(&session(&sim.endpoint(), OWN), account(OWN), external_id.to_owned())
}

#[tokio::test]
async fn the_own_account_is_reached_without_a_role() {
    let sim = with_roles().await;
    let own = looking(&sim, OWN).reach(&account(OWN)).await.unwrap();
    assert!(own.organization().await.unwrap().is_some());
    assert_eq!(sim.calls().of("sts.AssumeRole"), 0);
}

#[tokio::test]
async fn another_account_is_reached_by_the_role_there_once_for_all_calls() {
    let sim = with_roles().await;
    assert!(looking(&sim, OWN).reach(&account(OWN)).await.unwrap().linked_roles(None).await.is_ok());
    let management = looking(&sim, OWN).reach(&account(HUB)).await.unwrap();
    assert!(management.linked().await.unwrap(), "only the management account knows");
    management.trusted_services(None).await.unwrap();
    let purchase = looking(&sim, OWN).reach(&account("202000000002")).await.unwrap();
    assert!(!purchase.has_role(Service::PurchaseOrders.role_name()).await.unwrap());
    assert_eq!(sim.calls().of("sts.AssumeRole"), 2);
}

#[tokio::test]
async fn fixing_takes_another_role_than_looking() {
    let sim = with_roles().await;
    let only_look = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"organizations:List*","Resource":"*"}]}"#;
    sim.hold_role_to(HUB, "MarketplaceStewardSetupLook", &[only_look]).unwrap();
    let fixing: SetupAccounts<SetupWrites> =
        SetupAccounts::new(&session(&sim.endpoint(), OWN), account(OWN), OWN.to_owned());
    let writes = fixing.reach(&account(HUB)).await.unwrap();
    writes.fix(&Fix::EnableTrustedAccess(Service::PrivateMarketplace), None).await.unwrap();
}

#[tokio::test]
async fn a_role_that_is_not_there_or_hears_another_word_is_told_as_the_role() {
    let sim = with_roles().await;
    for (accounts, id) in [(looking(&sim, OWN), "203000000001"), (looking(&sim, "another"), HUB)] {
        let error = accounts.reach(&account(id)).await.map(|_| ()).unwrap_err();
        assert_eq!((error.operation, error.code.as_str()), ("sts:AssumeRole", "AccessDenied"), "{id}");
    }
}
