//! A serial client, as the earlier tools work (AWS-FACTS 13.2): one kind of change in a set, 50 products in it, one set
//! after the other, one experience after the other, first what is approved and then what is rejected.
//!
//! It is meant to be correct and to be no slower than such a tool has to be. It reads every page, forgets no experience, is
//! never ended by the 900 seconds that a function may take, and is not troubled by what goes wrong: nothing does here. It
//! reads the management experience itself, where those tools read tables that another function filled.

mod catalog;

use std::collections::BTreeSet;
use std::time::Duration;

use sim::Sim;

use self::catalog::{Catalog, Lists, SetStatus};
use super::world::{MANAGEMENT_ACCOUNT, MEMBER_ACCOUNT, SOURCE};
use crate::failure::Failure;

/// Products in one change set.
const PRODUCTS_PER_SET: usize = 50;
/// Seconds between two looks at a change set.
const POLL_SECONDS: f64 = 5.0;
/// Looks at a change set.
const POLLS_MAX: usize = 60;

/// Brings every experience of the member organization to what the management experience has.
pub(crate) async fn run(sim: &Sim, speed: f64) -> Result<(), Failure> {
    let management = Catalog::of(&sim.endpoint(), MANAGEMENT_ACCOUNT);
    let member = Catalog::of(&sim.endpoint(), MEMBER_ACCOUNT);
    let Some(source) = management.lists(SOURCE).await? else { return Ok(()) };
    let pause = Duration::from_secs_f64(POLL_SECONDS / speed);
    for experience in member.experiences().await? {
        let Some(target) = member.lists(&experience).await? else { continue };
        for (change_type, products) in changes(&source, &target) {
            for some in products.chunks(PRODUCTS_PER_SET) {
                let set = member.start(&experience, change_type, some).await?;
                wait(&member, &set, pause).await?;
            }
        }
    }
    Ok(())
}

/// What is missing, kind by kind. What is allowed and not approved at the source is denied.
fn changes(source: &Lists, target: &Lists) -> [(&'static str, Vec<String>); 2] {
    let allow: Vec<String> = source.allowed.difference(&target.allowed).cloned().collect();
    let absent = target.allowed.difference(&source.allowed);
    let rejected = source.denied.difference(&target.denied);
    let deny: BTreeSet<String> = absent.chain(rejected).cloned().collect();
    [("AllowProductProcurement", allow), ("DenyProductProcurement", deny.into_iter().collect())]
}

/// Looks at once, and then every five seconds.
async fn wait(member: &Catalog, set: &str, pause: Duration) -> Result<(), Failure> {
    for _ in 0..POLLS_MAX {
        match member.status(set).await? {
            SetStatus::Applied => return Ok(()),
            SetStatus::AtWork => tokio::time::sleep(pause).await,
            SetStatus::Ended(how) => {
                return Err(Failure::Serial { doing: "apply a change set", why: how });
            }
        }
    }
    Err(Failure::Serial { doing: "apply a change set", why: "it took more than five minutes".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(allowed: &[&str], denied: &[&str]) -> Lists {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Lists { allowed: set(allowed), denied: set(denied) }
    }

    #[test]
    fn approves_what_is_missing_and_denies_what_is_rejected_or_not_approved() {
        let source = lists(&["a", "b"], &["c", "d"]);
        let target = lists(&["b", "c", "e"], &["d", "f"]);
        let [(_, allow), (_, deny)] = changes(&source, &target);
        assert_eq!(allow, ["a"]);
        assert_eq!(deny, ["c", "e"]);
    }

    #[test]
    fn changes_nothing_where_all_is_as_at_the_source() {
        let both = lists(&["a"], &["b"]);
        assert!(changes(&both, &both).iter().all(|(_, products)| products.is_empty()));
    }
}
