//! Two hours for the tests of what is shown: a long catch-up, a product that one Catalog does not know, an experience that is
//! left alone; and then nothing to do.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    hour::{Hour, MemberRun, OrganizationCalls},
    timeline::SetBar,
};

const SOURCE: &str = "exp-hf00default00";
const UNKNOWN: &str = "prod-hf00000000042";

/// The hour with all the work.
pub(crate) fn first() -> Hour {
    let stores = outcome("exp-fr00stores000", "Stores", "changed", "", (2_000, 60), 40);
    let mut fleet = outcome("exp-hl00fleet0000", "Fleet and terminals", "changed", "", (21, 0), 3);
    fleet["refused"] = json!([{
        "subject": {"product": UNKNOWN},
        "atom": {"allow": UNKNOWN},
        "error": "INVALID_PRODUCT_IDS The product is not known.",
        "change_set": "4tz81kqe0000000000000000",
    }]);
    let pilot = left_alone("exp-hl00pilot0000", "Pilot");
    let calls = [
        ("Harbour & Finch", vec![("marketplace-catalog.DescribeEntity", 2)]),
        (
            "Finch Retail",
            vec![
                ("marketplace-catalog.StartChangeSet", 40),
                ("marketplace-catalog.DescribeChangeSet", 200),
                ("marketplace-catalog.DescribeEntity", 6),
            ],
        ),
        ("Harbour Logistics", vec![("marketplace-catalog.StartChangeSet", 5)]),
    ];
    Hour {
        published: serde_json::from_value(json!({
            "revision": 1, "changed": true, "tell": true,
            "counts": {"experiences": 1, "approved": 2_000, "rejected": 60},
        }))
        .unwrap(),
        members: vec![
            member(
                "finch-retail",
                "Finch Retail",
                "320000000002",
                &[stores],
                vec![bar("exp-fr00stores000", 30.0, 71.0, true), bar("exp-fr00stores000", 76.0, 120.0, true)],
            ),
            member(
                "harbour-logistics",
                "Harbour Logistics",
                "330000000002",
                &[fleet, pilot],
                vec![bar("exp-hl00fleet0000", 31.0, 60.0, false), bar("exp-hl00fleet0000", 66.0, 90.0, true)],
            ),
        ],
        calls: calls.map(|(organization, counts)| of_organization(organization, &counts)).into(),
        virtual_time: Duration::from_secs(2_215),
    }
}

/// The hour after.
pub(crate) fn second() -> Hour {
    let mut hour = first();
    hour.published.changed = false;
    hour.published.tell = false;
    hour.virtual_time = Duration::from_secs(31);
    for member in &mut hour.members {
        member.change_sets.clear();
        for experience in &mut member.report.experiences {
            experience.refused.clear();
        }
    }
    hour.calls = vec![of_organization("Finch Retail", &[("marketplace-catalog.DescribeEntity", 2)])];
    hour
}

fn member(
    name: &str,
    organization: &str,
    account: &str,
    experiences: &[Value],
    sets: Vec<SetBar>,
) -> MemberRun {
    let machine = "marketplace-steward-sync-experiences";
    let report = json!({
        "v": 1,
        "run": {
            "id": "run-1",
            "execution": format!("arn:aws:states:us-east-1:{account}:execution:{machine}:run-1"),
            "started": "2026-11-22T01:00:00Z", "reason": "a snapshot was published", "plan_only": false, "passes": 1,
        },
        "member": name,
        "snapshot": 1,
        "published": {"experiences": 1, "approved": 2_000, "rejected": 60},
        "summary": {"changed": 1, "unchanged": 0, "failed": 0, "waiting": 0, "skipped": 0},
        "experiences": experiences,
        "notes": [],
    });
    MemberRun {
        organization: organization.into(),
        account: account.into(),
        report: serde_json::from_value(report).unwrap(),
        status: "SUCCEEDED".into(),
        change_sets: sets,
    }
}

fn outcome(id: &str, name: &str, ended: &str, reason: &str, (allow, deny): (u32, u32), sets: u32) -> Value {
    let counts = |allow: u32, deny: u32| {
        json!({
            "allow": allow, "deny": deny, "settings": 0, "hold": 0, "keep": 0, "withdrawals": 0, "allowed_here": 0,
        })
    };
    json!({
        "v": 1, "experience": id, "name": name, "follows": SOURCE, "ended": ended, "class": null, "reason": reason,
        "skipped": null, "planned": counts(allow, deny), "done": counts(allow, deny), "left": 0, "sets_applied": sets,
        "refused": [], "held": [], "guard": [], "question": null, "answer": null, "notes": [], "logo_applied": null,
        "child": null, "console": null,
    })
}

fn left_alone(id: &str, name: &str) -> Value {
    let reason = "it has no procurement policy, so everything may be bought; create a policy for it in AWS Marketplace";
    let mut outcome = outcome(id, name, "skipped", reason, (0, 0), 0);
    outcome["skipped"] = json!({"why": "no_policy"});
    outcome
}

fn bar(experience: &str, started_seconds: f64, ended_seconds: f64, applied: bool) -> SetBar {
    SetBar {
        experience: experience.into(),
        change_set: "4tz81kqe0000000000000000".into(),
        started_seconds,
        ended_seconds,
        applied,
        products: 50,
    }
}

fn of_organization(organization: &str, counts: &[(&str, u64)]) -> OrganizationCalls {
    let counts = counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    OrganizationCalls { organization: organization.into(), counts }
}
