//! The lines of all accounts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::case::{Case, blank};
use super::decide;
use super::notes::Found;
use super::prepare::Receiver;
use super::product::Products;
use super::sharing::{Sharing, selection};
use super::view::View;
use super::{Line, Reason};
use crate::life_cycle::Wish;
use crate::policy::Because;

/// What came of it, beside the lines.
#[derive(Default)]
pub(super) struct ByAccount {
    /// Accounts that are to have any product.
    pub(super) selected: usize,
    /// Whether something was left undecided that only a run about the whole organization can decide.
    pub(super) needs_everything: bool,
    /// What a person should know.
    pub(super) found: Found,
}

/// Adds the lines of all accounts to those of areas, in order of account, license and grant.
pub(super) fn lines<'a>(
    view: View<'a, '_>,
    products: &Products<'a>,
    sharing: &[Sharing<'a>],
    receivers: &[Receiver<'a>],
    lines: &mut Vec<Line<'a>>,
) -> ByAccount {
    let mut by_account = ByAccount::default();
    let stays = |line: &&Line<'_>| matches!(line.reason, Reason::UntilReplaced | Reason::OwnBelow { .. });
    let staying: BTreeSet<_> =
        lines.iter().filter(stays).filter_map(|line| line.grant).map(|grant| &grant.arn).collect();
    let only = &view.request.only;
    for (number, receiver) in receivers.iter().enumerate() {
        let first = lines.len();
        let mut is_selected = false;
        let mut last: Option<Arc<Because>> = None;
        for (product_number, (product, sharing)) in products.shared.iter().zip(sharing).enumerate() {
            let selection = selection(view, product, receiver);
            is_selected |= selection.wish == Some(Wish::Shared);
            if !only.covers(receiver.id, Some(product.sku())) {
                continue;
            }
            by_account.found.add(number, receiver, &selection.because);
            let because = match last {
                Some(because) if *because == selection.because => because,
                _ => Arc::new(selection.because),
            };
            last = Some(Arc::clone(&because));
            let wish = selection.wish;
            let case = Case {
                view,
                product,
                product_number,
                sharing,
                receiver,
                number,
                staying: &staying,
                wish,
                because,
            };
            by_account.needs_everything |= decide::account(&case, products, lines);
        }
        by_account.selected += usize::from(is_selected);
        for grant in receiver.grants_of(None).filter(|grant| view.owns_live(grant)) {
            let license = products.license(&grant.share.license);
            if only.covers(receiver.id, license.map(|license| &license.product)) {
                let mut line = blank(receiver, &grant.share.license, license, None, Reason::LicenseNotShared);
                line.grant = Some(grant);
                lines.push(line);
            }
        }
        lines[first..].sort_by(|a, b| {
            (a.license, a.grant.map(|grant| &grant.arn)).cmp(&(b.license, b.grant.map(|grant| &grant.arn)))
        });
    }
    by_account
}
