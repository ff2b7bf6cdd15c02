//! An organization with units, and policies that share by them.

use e2e::{Story, StoryError};
use sim::{GrantView, WorldFile};

use crate::world::{ARCHIVE, BILLING, HUB, LAB, ORDERS, add, empty, place, unit};

pub(super) const SHOP: &str = "ou-gen1-shop0001";
pub(super) const LABS: &str = "ou-gen1-labs0001";

/// Orders and Billing are in the Shop, Lab and Archive in the Labs; nobody has one of the two products.
pub(crate) fn units() -> WorldFile {
    let mut world = empty(2);
    unit(&mut world, SHOP, "Shop");
    unit(&mut world, LABS, "Labs");
    for (id, name, within) in
        [(ORDERS, "Orders", SHOP), (BILLING, "Billing", SHOP), (LAB, "Lab", LABS), (ARCHIVE, "Archive", LABS)]
    {
        add(&mut world, id, name, None);
        place(&mut world, id, within);
    }
    world
}

/// All products go to the Shop, as `share_as` says.
pub(crate) fn to_the_shop(share_as: &str) -> String {
    format!("[[rules]]\nproducts = \"all\"\norganizational_units = [\"{SHOP}\"]\nshare_as = \"{share_as}\"\n")
}

/// All products go to all accounts, as `share_as` says.
pub(super) fn to_everybody(share_as: &str) -> String {
    format!("[[rules]]\nproducts = \"all\"\naccounts = \"all\"\nshare_as = \"{share_as}\"\n")
}

/// A story that begins with a policy.
pub(super) async fn begin(world: WorldFile, policy: &str) -> Result<Story, StoryError> {
    let story = Story::begin(world).await?;
    story.with_policy(policy).await?;
    Ok(story)
}

/// The live grants for the organization and its units.
pub(super) fn areas(story: &Story) -> Vec<GrantView> {
    let mut grants = story.sim().grants();
    grants.retain(|grant| grant.account.is_none() && grant.granter == HUB && !grant.status.is_terminal());
    grants
}

/// With whom the licenses are shared by live grants of ours, parts left out, in order.
pub(super) fn principals(story: &Story) -> Vec<String> {
    let mut grants = story.sim().grants();
    grants
        .retain(|grant| grant.granter == HUB && grant.parent == grant.license && !grant.status.is_terminal());
    let mut principals: Vec<_> = grants.into_iter().map(|grant| short(&grant.principal)).collect();
    principals.sort();
    principals.dedup();
    principals
}

/// The last word of a principal's ARN: an account, a unit, the organization.
fn short(principal: &str) -> String {
    let end = principal.trim_end_matches(":root").rsplit(['/', ':']).next();
    end.unwrap_or_default().to_owned()
}

/// The live grants of an account that are no parts.
pub(super) fn own_grants_of(story: &Story, account: &str) -> Vec<GrantView> {
    let mut grants = story.live_grants_of(account);
    grants.retain(|grant| grant.parent == grant.license);
    grants
}
