//! List the licenses that the hub received, and who bought one of their products itself.
//!
//! A run that is about a few products lists the licenses of these; one that is about a few accounts lists what each of
//! them bought, instead of who bought each product.

use std::collections::BTreeSet;

use domain::identifier::{AccountId, ProductSku};
use domain::license::{License, LicenseStatus, OwnSubscription};
use domain::observation::Complete;
use domain::scope::Scope;

use crate::error::{StepError, invalid};
use crate::files;
use crate::listing::whole;
use crate::ports::{Licenses, LicensesOf, Store};
use crate::snapshot::{LICENSES, Listed, PassRequest, SeenLicenses};

/// Lists them.
///
/// # Errors
/// When a page could not be had: then there is no list.
pub async fn run(
    licenses: &impl Licenses,
    store: &impl Store,
    request: PassRequest,
) -> Result<Listed, StepError> {
    let hub = request.run.execution.account().map_err(|error| invalid(error.to_string()))?;
    let scope = Scope::to_read(&request.run.request);
    let received = match &scope {
        Scope::Products(products) => received_of(licenses, products).await?,
        Scope::Accounts(_) | Scope::Everything(_) => {
            whole(async |token| licenses.received(LicensesOf::Everything, token).await).await?
        }
    };

    let mut parts = Vec::new();
    match &scope {
        Scope::Accounts(accounts) => {
            for account in accounts {
                let of = LicensesOf::Buyer(account);
                parts.push(whole(async |token| licenses.in_organization(of, token).await).await?);
            }
        }
        Scope::Products(_) | Scope::Everything(_) => {
            for product in shareable_products(&received, &hub) {
                let of = LicensesOf::Product(product);
                parts.push(whole(async |token| licenses.in_organization(of, token).await).await?);
            }
        }
    }
    let in_organization = Complete::of(parts);
    let pages = received.pages() + in_organization.pages();
    let own_subscriptions = in_organization.filter_map(|license| {
        let account = license.beneficiary.parse().ok()?;
        let bought_itself = account != hub && license.status == LicenseStatus::Available;
        bought_itself.then_some(OwnSubscription { account, product: license.product })
    });
    let key = request.run.pass_key(request.pass, LICENSES);
    let count = received.items().len();
    files::write(store, &key, &SeenLicenses { licenses: received, own_subscriptions }).await?;
    Ok(Listed { key, count, pages })
}

/// The licenses of these products that the hub received.
///
/// # Errors
/// When a page could not be had.
pub(crate) async fn received_of(
    licenses: &impl Licenses,
    products: &BTreeSet<ProductSku>,
) -> Result<Complete<License>, StepError> {
    let mut parts = Vec::new();
    for product in products {
        let of = LicensesOf::Product(product);
        parts.push(whole(async |token| licenses.received(of, token).await).await?);
    }
    Ok(Complete::of(parts))
}

/// The products that may be shared, each once.
fn shareable_products<'a>(received: &'a Complete<License>, hub: &AccountId) -> BTreeSet<&'a ProductSku> {
    let shareable = received.items().iter().filter(|license| license.shareable_by(hub).is_ok());
    shareable.map(|license| &license.product).collect()
}
