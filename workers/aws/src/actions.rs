//! What this crate asks of AWS, in the words of IAM. An error carries the one of its call; [`crate::uses`] says who uses
//! which.

/// A page of accounts.
pub const LIST_ACCOUNTS: &str = "organizations:ListAccounts";
/// One account.
pub const DESCRIBE_ACCOUNT: &str = "organizations:DescribeAccount";
/// The organization that the caller is in.
pub const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";
/// A page of the services with trusted access to the organization.
pub const LIST_SERVICE_ACCESS: &str = "organizations:ListAWSServiceAccessForOrganization";
/// A page of the delegated administrators for a service.
pub const LIST_DELEGATED_ADMINISTRATORS: &str = "organizations:ListDelegatedAdministrators";
/// Whether License Manager is linked with the organization.
pub const GET_SERVICE_SETTINGS: &str = "license-manager:GetServiceSettings";
/// A page of service-linked roles.
pub const LIST_ROLES: &str = "iam:ListRoles";
/// The policies of a role.
pub const LIST_ATTACHED_ROLE_POLICIES: &str = "iam:ListAttachedRolePolicies";
/// How far the deletion of a service-linked role is.
pub const GET_ROLE_DELETION: &str = "iam:GetServiceLinkedRoleDeletionStatus";
/// One role, by its name.
pub const GET_ROLE: &str = "iam:GetRole";
/// The organization's root, with the kinds of policies that are enabled there.
pub const LIST_ROOTS: &str = "organizations:ListRoots";
/// A page of the service control policies.
pub const LIST_POLICIES: &str = "organizations:ListPolicies";
/// The text of a policy.
pub const DESCRIBE_POLICY: &str = "organizations:DescribePolicy";
/// A page of what a policy is attached to.
pub const LIST_POLICY_TARGETS: &str = "organizations:ListTargetsForPolicy";
/// A service-linked role, made.
pub const CREATE_LINKED_ROLE: &str = "iam:CreateServiceLinkedRole";
/// A role's description.
pub const UPDATE_ROLE: &str = "iam:UpdateRole";
/// A service-linked role, given to IAM to delete.
pub const DELETE_LINKED_ROLE: &str = "iam:DeleteServiceLinkedRole";
/// The link of License Manager with the organization.
pub const UPDATE_SERVICE_SETTINGS: &str = "license-manager:UpdateServiceSettings";
/// Trusted access of a service to the organization.
pub const ENABLE_SERVICE_ACCESS: &str = "organizations:EnableAWSServiceAccess";
/// A delegated administrator for a service.
pub const REGISTER_DELEGATED_ADMINISTRATOR: &str = "organizations:RegisterDelegatedAdministrator";
/// The use of service control policies.
pub const ENABLE_POLICY_TYPE: &str = "organizations:EnablePolicyType";
/// A new policy.
pub const CREATE_POLICY: &str = "organizations:CreatePolicy";
/// Never called by itself: Organizations asks for it because a new policy comes with a tag.
pub const TAG_POLICY: &str = "organizations:TagResource";
/// Another text for a policy.
pub const UPDATE_POLICY: &str = "organizations:UpdatePolicy";
/// A policy put into effect.
pub const ATTACH_POLICY: &str = "organizations:AttachPolicy";
/// A policy taken out of effect.
pub const DETACH_POLICY: &str = "organizations:DetachPolicy";
/// The end of a policy.
pub const DELETE_POLICY: &str = "organizations:DeletePolicy";
/// The tags of one account, or of one policy.
pub const LIST_ORGANIZATION_TAGS: &str = "organizations:ListTagsForResource";
/// A page of the tag index.
pub const GET_RESOURCES: &str = "tag:GetResources";
/// A page of the licenses that the hub received.
pub const LIST_RECEIVED_LICENSES: &str = "license-manager:ListReceivedLicenses";
/// A page of the licenses in the organization.
pub const LIST_RECEIVED_LICENSES_FOR_ORGANIZATION: &str =
    "license-manager:ListReceivedLicensesForOrganization";
/// A page of the grants that the hub gave.
pub const LIST_DISTRIBUTED_GRANTS: &str = "license-manager:ListDistributedGrants";
/// One grant.
pub const GET_GRANT: &str = "license-manager:GetGrant";
/// The tags of one grant.
pub const LIST_GRANT_TAGS: &str = "license-manager:ListTagsForResource";
/// A new grant.
pub const CREATE_GRANT: &str = "license-manager:CreateGrant";
/// A page of the parts of a grant for an OU or the organization.
pub const LIST_RECEIVED_GRANTS_FOR_ORGANIZATION: &str = "license-manager:ListReceivedGrantsForOrganization";
/// The tags of a grant; IAM asks for it as well because a new grant comes with a tag (AWS-FACTS 2.1).
pub const TAG_RESOURCE: &str = "license-manager:TagResource";
/// The activation of a grant.
pub const CREATE_GRANT_VERSION: &str = "license-manager:CreateGrantVersion";
/// The end of a grant.
pub const DELETE_GRANT: &str = "license-manager:DeleteGrant";
/// The acceptance of a grant; the right to it is the member role's, not the function's.
pub const ACCEPT_GRANT: &str = "license-manager:AcceptGrant";
/// The member role, or the read role of the snapshot.
pub const ASSUME_ROLE: &str = "sts:AssumeRole";
/// A page of entities of the Marketplace Catalog.
pub const LIST_ENTITIES: &str = "aws-marketplace:ListEntities";
/// Entities of the Marketplace Catalog; `BatchDescribeEntities` asks for the same right as `DescribeEntity`.
pub const DESCRIBE_ENTITY: &str = "aws-marketplace:DescribeEntity";
/// A change set, started.
pub const START_CHANGE_SET: &str = "aws-marketplace:StartChangeSet";
/// A change set, looked at.
pub const DESCRIBE_CHANGE_SET: &str = "aws-marketplace:DescribeChangeSet";
/// A page of the change sets on an experience.
pub const LIST_CHANGE_SETS: &str = "aws-marketplace:ListChangeSets";
/// An object of the state bucket.
pub const GET_OBJECT: &str = "s3:GetObject";
/// An object into the state bucket.
pub const PUT_OBJECT: &str = "s3:PutObject";
/// The keys in the state bucket (`ListObjectsV2`). A function that reads objects that need not be there has to have it
/// as well: without it S3 answers 403 for a missing one.
pub const LIST_BUCKET: &str = "s3:ListBucket";
/// The lease, a head of the ledger, the head of the snapshot, or a member's record.
pub const GET_ITEM: &str = "dynamodb:GetItem";
/// A line or a head into the ledger, or a part or the head of the snapshot.
pub const PUT_ITEM: &str = "dynamodb:PutItem";
/// The lease, written.
pub const UPDATE_ITEM: &str = "dynamodb:UpdateItem";
/// A part of an old snapshot.
pub const DELETE_ITEM: &str = "dynamodb:DeleteItem";
/// A page of the ledger's heads, or of the parts of a snapshot.
pub const QUERY: &str = "dynamodb:Query";
/// Whether a run runs.
pub const DESCRIBE_EXECUTION: &str = "states:DescribeExecution";
/// A new run.
pub const START_EXECUTION: &str = "states:StartExecution";

/// An answer to a run that waits for one.
pub const SEND_TASK_SUCCESS: &str = "states:SendTaskSuccess";
