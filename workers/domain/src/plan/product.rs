//! The products: which license of each is shared, and how.

use std::collections::{BTreeMap, BTreeSet};

use super::prepare::{Receiver, reaches};
use super::view::View;
use crate::grant::{Grant, Operation};
use crate::identifier::{AccountId, LicenseArn, ProductSku};
use crate::license::{License, NotShareable};
use crate::policy::{ActivationOverride, ProductSettings, ShareAs};

/// A product that may be shared.
pub(super) struct Product<'a> {
    /// The license that is shared.
    pub(super) current: &'a License,
    /// How it is shared; none where the policy contradicts itself, and then nobody gains anything.
    pub(super) settings: Option<ProductSettings>,
    /// Whether it is known to be the newest one, or the one that is shared already: of that a run about some accounts sees
    /// too little.
    pub(super) is_known: bool,
    /// Every grant that counts, on this license and on the older ones, in order of ARN.
    pub(super) grants: Vec<&'a Grant>,
    /// What others gave of licenses that are over.
    left_over: LeftOver<'a>,
}

/// Live grants that others gave of licenses that are over: they give nobody anything, and an exchange would still switch them
/// off.
#[derive(Default)]
struct LeftOver<'a> {
    accounts: BTreeSet<&'a AccountId>,
    areas: Vec<&'a Grant>,
}

/// All products, and what is left out.
pub(super) struct Products<'a> {
    /// In order of the ARN of the license that is shared.
    pub(super) shared: Vec<Product<'a>>,
    /// Licenses that are not shared, with the reason, in order of ARN.
    pub(super) not_shared: Vec<(&'a License, NotShareable)>,
    /// What a person should know.
    pub(super) notes: Vec<String>,
    /// Every license, by ARN.
    licenses: BTreeMap<&'a LicenseArn, &'a License>,
    /// The number of the product of each license, where it is shared.
    numbers: BTreeMap<&'a LicenseArn, usize>,
}

impl<'a> Product<'a> {
    /// Its SKU.
    pub(super) fn sku(&self) -> &ProductSku {
        &self.current.product
    }

    /// With what kind of principal it is shared.
    pub(super) fn share_as(&self) -> ShareAs {
        self.settings.as_ref().map(|settings| settings.share_as).unwrap_or_default()
    }

    /// Whether a member's own license makes way.
    pub(super) fn replaces_own(&self) -> bool {
        let settings = self.settings.as_ref();
        settings.is_some_and(|settings| settings.activation_override == ActivationOverride::Replace)
    }

    /// Whether an exchange would switch off in an account what others gave of a license that is over.
    pub(super) fn is_left_over_in(&self, receiver: &Receiver<'a>) -> bool {
        let LeftOver { accounts, areas } = &self.left_over;
        let by_area = |account| areas.iter().any(|grant| reaches(grant, account));
        accounts.contains(receiver.id) || receiver.account.is_some_and(by_area)
    }

    /// How notes call it.
    pub(super) fn named(&self) -> String {
        format!("{} ({})", self.current.product_name, self.current.product)
    }
}

impl<'a> Products<'a> {
    /// Takes the newest license of each product (AWS-FACTS 3.4: a renewal makes a new one), and all grants on any of them.
    pub(super) fn of(view: View<'a, '_>) -> Self {
        let observation = view.observation;
        let mut candidates: BTreeMap<&ProductSku, Vec<&License>> = BTreeMap::new();
        let mut products = Self {
            shared: vec![],
            not_shared: vec![],
            notes: vec![],
            licenses: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for license in observation.licenses.items() {
            products.licenses.insert(&license.arn, license);
            match shareable(view, license) {
                Ok(()) => candidates.entry(&license.product).or_default().push(license),
                Err(why) => products.not_shared.push((license, why)),
            }
        }
        let mut current: Vec<(&License, bool)> = Vec::new();
        for licenses in candidates.into_values() {
            let is_known = licenses.len() < 2
                || !view.is_about_accounts()
                || licenses.iter().all(|license| license.created_seconds.is_some());
            let Some(newest) = newest(view, &licenses, &mut products.notes) else { continue };
            current.push((newest, is_known));
            let older = licenses.into_iter().filter(|license| license.arn != newest.arn);
            let why = || NotShareable::Older { shared: newest.arn.clone() };
            products.not_shared.extend(older.map(|license| (license, why())));
        }
        products.not_shared.sort_by_key(|(license, _)| &license.arn);
        current.sort_by_key(|(license, _)| &license.arn);
        let mut of_sku: BTreeMap<&ProductSku, usize> = BTreeMap::new();
        for (number, (license, is_known)) in current.into_iter().enumerate() {
            of_sku.insert(&license.product, number);
            products.add(view, license, is_known);
        }
        for license in observation.licenses.items() {
            if let Some(number) = of_sku.get(&license.product) {
                products.numbers.insert(&license.arn, *number);
            }
        }
        for grant in observation.grants.items() {
            let counts = products.counts(view, grant);
            let number = products.number(&grant.share.license);
            let Some(product) = number.and_then(|number| products.shared.get_mut(number)) else { continue };
            match grant.share.principal.account() {
                _ if counts => product.grants.push(grant),
                _ if grant.status.is_terminal() => {}
                Some(account) => drop(product.left_over.accounts.insert(account)),
                None => product.left_over.areas.push(grant),
            }
        }
        for product in &mut products.shared {
            product.grants.sort_by_key(|grant| &grant.arn);
        }
        products
    }

    fn add(&mut self, view: View<'a, '_>, current: &'a License, is_known: bool) {
        let settings = view.policy.settings(current);
        let mut product =
            Product { current, settings: None, is_known, grants: Vec::new(), left_over: LeftOver::default() };
        match settings {
            Ok(settings) => product.settings = Some(settings),
            Err(disagreement) => self.notes.push(format!("{}: {disagreement}.", product.named())),
        }
        self.shared.push(product);
    }

    /// The number of the product that a license is of, if that is shared.
    pub(super) fn number(&self, license: &LicenseArn) -> Option<usize> {
        self.numbers.get(license).copied()
    }

    /// The number of the product that a grant counts for, if that is shared.
    pub(super) fn number_of(&self, view: View<'_, '_>, grant: &Grant) -> Option<usize> {
        self.number(&grant.share.license).filter(|_| self.counts(view, grant))
    }

    /// Whether a grant counts for its product: what others gave of a license that is over gives nobody anything and stands in
    /// nobody's way.
    fn counts(&self, view: View<'_, '_>, grant: &Grant) -> bool {
        let is_over = || self.license(&grant.share.license).is_some_and(|license| license.status.is_over());
        view.owns(grant) || !is_over()
    }

    /// What is known of a license.
    pub(super) fn license(&self, arn: &LicenseArn) -> Option<&'a License> {
        self.licenses.get(arn).copied()
    }

    /// What a grant of ours allows, by license, where the policy says so.
    pub(super) fn operations(&self) -> BTreeMap<&'a LicenseArn, Vec<Operation>> {
        let asked = |product: &Product<'a>| {
            let operations = product.settings.as_ref()?.operations.as_ref()?;
            Some((&product.current.arn, operations.iter().cloned().collect()))
        };
        self.shared.iter().filter_map(asked).collect()
    }
}

/// Whether a license may be shared, by what it says of itself and by what the policy asks for.
fn shareable(view: View<'_, '_>, license: &License) -> Result<(), NotShareable> {
    license.shareable_by(&view.observation.hub)?;
    if license.home_region != view.observation.region {
        return Err(NotShareable::Region { home_region: license.home_region.clone() });
    }
    let Ok(Some(asked)) = view.policy.settings(license).map(|settings| settings.operations) else {
        return Ok(());
    };
    let allowed: BTreeSet<_> = license.operations_to_share().into_iter().collect();
    let missing: BTreeSet<_> = asked.difference(&allowed).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(NotShareable::Operations { missing }) }
}

/// The newest of the licenses of a product. Where that is not known, one that is shared already: nothing is exchanged on a
/// guess.
fn newest<'a>(view: View<'a, '_>, licenses: &[&'a License], notes: &mut Vec<String>) -> Option<&'a License> {
    if licenses.len() < 2 || licenses.iter().all(|license| license.created_seconds.is_some()) {
        let mut licenses = licenses.to_vec();
        licenses.sort_by_key(|license| (std::cmp::Reverse(license.created_seconds), &license.arn));
        return licenses.first().copied();
    }
    let used: BTreeSet<_> = view
        .observation
        .grants
        .items()
        .iter()
        .filter(|grant| view.owns_live(grant))
        .map(|grant| &grant.share.license)
        .collect();
    let chosen =
        licenses.iter().min_by_key(|license| (!used.contains(&license.arn), &license.arn)).copied()?;
    notes.push(format!(
        "{} ({}): AWS did not tell when each of its licenses was made, so {} is shared; look at its agreements, and cancel \
         the one that is not needed.",
        chosen.product_name, chosen.product, chosen.arn
    ));
    Some(chosen)
}
