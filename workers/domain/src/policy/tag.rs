//! What the tag of an account says.
//!
//! AWS allows no comma in the value of a tag, so a list of products is SKUs with spaces between them. A list that
//! does not hold the product is told from a mistyped `true` by how Marketplace begins its SKUs.

use super::{Because, Policy, Selection, Untagged};
use crate::account::Account;
use crate::identifier::ProductSku;
use crate::life_cycle::Wish;

/// How Marketplace begins the SKU of a product.
const SKU_PREFIX: &str = "prod-";

impl Policy {
    /// What the tag says of a product.
    pub(super) fn select_by_tag(&self, account: &Account, product: &ProductSku) -> Selection {
        let key = self.tag_key.clone();
        match account.tags.get(&key).map(|value| value.trim()) {
            Some(value) if value.eq_ignore_ascii_case("true") => {
                Selection::wish(Wish::Shared, Because::TagTrue(key))
            }
            Some(value) if value.eq_ignore_ascii_case("false") => {
                Selection::wish(Wish::Revoked, Because::TagFalse(key))
            }
            Some(value) => match lists(value, product) {
                Some(true) => Selection::wish(Wish::Shared, Because::TagLists(key)),
                Some(false) => Selection::wish(Wish::Revoked, Because::TagOmits(key)),
                None => Selection::leave(Because::TagValue(key, value.to_owned())),
            },
            None if self.untagged == Untagged::Revoke => Selection::wish(Wish::Revoked, Because::NoTag(key)),
            None => Selection::leave(Because::NoTag(key)),
        }
    }
}

/// Whether a list of products holds this one; `None` when the value seems to be no such list.
fn lists(value: &str, product: &ProductSku) -> Option<bool> {
    if value.split_whitespace().any(|word| word == product.as_str()) {
        return Some(true);
    }
    let seems_a_list = !value.is_empty() && value.split_whitespace().all(|word| word.starts_with(SKU_PREFIX));
    seems_a_list.then_some(false)
}
