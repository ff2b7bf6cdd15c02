//! What a person should know beside the lines of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::prepare::Receiver;
use super::product::Products;
use super::sharing::Sharing;
use super::view::View;
use super::{Line, ModeChange, Reason};
use crate::cover::{Level, Quota};
use crate::identifier::OrgUnitId;
use crate::policy::{Because, unmatched};
use crate::run::Only;

/// What is found out on the way through all accounts.
#[derive(Default)]
pub(super) struct Found {
    /// What an account's owner has to put right, once for each account and matter.
    attention: Vec<String>,
    /// How many accounts the policy excepts by their unit.
    excepted: BTreeMap<OrgUnitId, BTreeSet<usize>>,
}

impl Found {
    /// Looks at why an account gets a product, or not.
    pub(super) fn add(&mut self, number: usize, receiver: &Receiver<'_>, because: &Because) {
        match because {
            // Told once, of the product.
            Because::Disagreement(_) => {}
            because if because.needs_attention() => {
                let note = format!("Account {} ({}): {because}.", receiver.id, receiver.name);
                if self.attention.last() != Some(&note) {
                    self.attention.push(note);
                }
            }
            Because::ExceptedUnit(unit) => {
                self.excepted.entry(unit.clone()).or_default().insert(number);
            }
            _ => {}
        }
    }

    /// All notes, in a stable order.
    pub(super) fn notes<'a>(
        self,
        view: View<'a, '_>,
        products: &Products<'a>,
        sharing: &[Sharing<'a>],
        quotas: &[Option<Arc<Quota>>],
        changes: &[ModeChange<'a>],
    ) -> Vec<String> {
        let mut notes = self.attention;
        notes.dedup();
        notes.extend(products.notes.iter().cloned());
        notes.extend(self.excepted.iter().map(|(unit, accounts)| {
            let count = accounts.len();
            let accounts = if count == 1 { "account in it gets" } else { "accounts in it get" };
            format!("policy.toml excepts {unit}: {count} {accounts} nothing, whatever its rules say.")
        }));
        for ((product, sharing), quota) in products.shared.iter().zip(sharing).zip(quotas) {
            let covered = sharing.covered();
            for obstacle in covered.iter().flat_map(|covered| &covered.cover.obstacles) {
                notes.push(format!("{}: {obstacle}.", product.named()));
            }
            if let Some(quota) = quota.as_ref().filter(|quota| quota.level != Level::Room) {
                notes.push(format!("{}: {quota}.", product.named()));
            }
        }
        if !view.request.change_mode {
            let hint = "nothing of it is done; start a run with {\"change_mode\": true} to be asked";
            notes.extend(changes.iter().map(|change| format!("{change}; {hint}.")));
        }
        if view.request.only == Only::default() && !view.is_about_accounts() {
            let observation = view.observation;
            let unmatched =
                unmatched(view.policy, observation.accounts.items(), observation.licenses.items());
            notes.extend(unmatched.iter().map(|it| format!("{it}.")));
        }
        notes
    }
}

/// Counts the grants of each product that is shared account by account, and holds what would be too many: the cover does so
/// for the others.
pub(super) fn quotas<'a>(
    view: View<'a, '_>,
    products: &Products<'a>,
    sharing: &[Sharing<'a>],
    lines: &mut [Line<'a>],
) -> Vec<Option<Arc<Quota>>> {
    if view.is_about_accounts() {
        return vec![None; products.shared.len()];
    }
    let mut made = vec![0; products.shared.len()];
    let mut taken = vec![0; products.shared.len()];
    let number = |line: &Line<'_>| products.number(line.license);
    for line in lines.iter() {
        let Some(number) = number(line) else { continue };
        let is_current = products.shared.get(number).is_some_and(|it| it.current.arn == *line.license);
        let count = if makes(line) { made.get_mut(number) } else { taken.get_mut(number) };
        if let Some(count) = count
            && is_current
            && (makes(line) || line.is_revocation())
        {
            *count += 1;
        }
    }
    let quotas: Vec<_> = products
        .shared
        .iter()
        .zip(sharing)
        .zip(made.into_iter().zip(taken))
        .map(|((product, sharing), (made, taken))| match sharing {
            Sharing::Covered(covered) => Some(Arc::clone(&covered.quota)),
            Sharing::InPart(_) | Sharing::Left(_) => None,
            Sharing::Singly => {
                let current = product.grants.iter().filter(|it| it.share.license == product.current.arn);
                let (mut live, mut ended) = (0, 0);
                for grant in current {
                    *(if grant.status.is_terminal() { &mut ended } else { &mut live }) += 1;
                }
                Some(Arc::new(Quota::new(live, ended, made, taken)))
            }
        })
        .collect();
    for line in lines.iter_mut().filter(|line| makes(line)) {
        let quota = number(line).and_then(|number| quotas.get(number)?.as_ref());
        if let Some(quota) = quota.filter(|quota| quota.is_full()) {
            line.decision = super::Decision::Hold;
            line.reason = Reason::Quota(Arc::clone(quota));
            line.override_behavior = None;
        }
    }
    quotas
}

/// Whether a line makes a grant, or would if a closer look says so.
fn makes(line: &Line<'_>) -> bool {
    use super::Decision::{Create, Doubt};
    matches!(line.decision, Create | Doubt) && line.grant.is_none()
}
