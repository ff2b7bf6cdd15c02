//! List the licenses that the hub received, and who bought one of their products itself.

use domain::identifier::ProductSku;
use domain::license::{LicenseStatus, OwnSubscription};
use domain::observation::Complete;

use crate::error::{StepError, invalid};
use crate::files;
use crate::listing::whole;
use crate::ports::{Licenses, Store};
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
    let received = whole(async |token| licenses.received(token).await).await?;
    let mut products: Vec<ProductSku> = received
        .items()
        .iter()
        .filter(|license| license.shareable_by(&hub).is_ok())
        .map(|license| license.product.clone())
        .collect();
    products.sort();
    products.dedup();

    let mut parts = Vec::new();
    for product in &products {
        parts.push(whole(async |token| licenses.in_organization(product, token).await).await?);
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
