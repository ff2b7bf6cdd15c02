//! What buying is, as IAM actions.

/// Everything by which a buyer makes, changes or ends an agreement.
///
/// The first four are the seed's of 2021 (AWS-FACTS section 7.6). Since then the Agreement API does the same by other names
/// (section 7.6 names `CreateAgreementRequest`, `AcceptAgreementRequest` and the `CancelAgreement...` operations; the rest is
/// in the Service Authorization Reference of AWS Marketplace), so a policy of 2021 leaves open doors.
///
/// Left out on purpose: everything that only reads; what sellers do (`Send...Request`, `CancelAgreementPaymentRequest`,
/// `CancelAgreementCancellationRequest`, `BatchCreateBillingAdjustmentRequest`), so that an organization that also sells goes
/// on; `UpdatePurchaseOrders`, by which finance corrects the number on an agreement that exists; and
/// `CreatePrivateMarketplaceRequests`, by which users ask for a product.
pub const BUYING_ACTIONS: [&str; 13] = [
    "aws-marketplace:AcceptAgreementApprovalRequest",
    "aws-marketplace:RejectAgreementApprovalRequest",
    "aws-marketplace:Subscribe",
    "aws-marketplace:Unsubscribe",
    "aws-marketplace:AcceptAgreementCancellationRequest",
    "aws-marketplace:AcceptAgreementPaymentRequest",
    "aws-marketplace:AcceptAgreementRequest",
    "aws-marketplace:CancelAgreement",
    "aws-marketplace:CancelAgreementRequest",
    "aws-marketplace:CreateAgreementRequest",
    "aws-marketplace:RejectAgreementCancellationRequest",
    "aws-marketplace:RejectAgreementPaymentRequest",
    "aws-marketplace:UpdateAgreementApprovalRequest",
];
