//! What AWS Marketplace tells a buyer about an agreement.

use serde_json::{Value, json};

use crate::random;
use crate::world::happening::AgreementChange;
use crate::world::license::License;

use super::{HOME_REGION, Occasion, envelope};

/// The event of an agreement that was made, amended or ended; its ids are drawn for the license that it brings.
pub(super) fn of_agreement(occasion: &Occasion, license: &License, change: &AgreementChange) -> Value {
    let (detail_type, intent, status) = match change {
        AgreementChange::Made(intent) => ("Purchase Agreement Created - Acceptor", intent.as_str(), "ACTIVE"),
        // As AWS's own sample spells it, without the dash that its table has.
        AgreementChange::Amended => ("Purchase Agreement Amended Acceptor", "AMEND", "ACTIVE"),
        AgreementChange::Ended(end) => ("Purchase Agreement Ended - Acceptor", "NEW", end.as_str()),
    };
    let drawn = |what: &str| random::hex(occasion.seed, &[what, &license.arn], 20);
    let (agreement, buyer) = (format!("agmt-{}", drawn("agreement")), &license.beneficiary);
    let detail = json!({
        "requestId": occasion.id("request"),
        "catalog": "AWSMarketplace",
        "agreement": {
            "id": agreement,
            "intent": intent,
            "status": status,
            "acceptanceTime": license.created.to_iso8601(),
            "startTime": license.begin,
            "endTime": license.end,
        },
        "product": {"id": license.sku, "title": license.product_name},
        "acceptor": {"accountId": buyer},
        "proposer": {"accountId": license.arn.split(':').nth(4)},
        "offer": {"id": format!("offer-{}", drawn("offer"))},
    });
    let mut event = envelope(occasion, "agreement-marketplace", detail_type, (buyer, HOME_REGION), &detail);
    event["resources"] =
        json!([format!("arn:aws:aws-marketplace::{buyer}:AWSMarketplace/Agreement/{agreement}")]);
    event
}
