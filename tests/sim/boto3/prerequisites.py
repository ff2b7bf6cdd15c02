"""Walks with boto3 from an organization in which nothing is set up to one in which everything is, and back.

Usage: prerequisites.py ENDPOINT. Asserts every result; ends with a count of checks, or with the first mismatch and
exit code 1. The simulation must run the sample world with nothing enabled, fast: 600 virtual seconds a second suit it.
"""

import json
import sys
import time

from botocore.exceptions import ClientError

from walking import HUB, check, client, closing, patiently, refused

MEMBER = "202000000002"
ROOT = "r-hf01"
LICENSE_MANAGER = "license-manager.amazonaws.com"
MARKETPLACE = "license-management.marketplace.amazonaws.com"
PRIVATE_MARKETPLACE = "private-marketplace.marketplace.amazonaws.com"
PURCHASE_ORDERS = "purchase-orders.marketplace.amazonaws.com"
PURCHASE_ORDERS_ROLE = "AWSServiceRoleForMarketplacePurchaseOrders"
GUARD = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Action": ["aws-marketplace:Subscribe", "aws-marketplace:CreateAgreementRequest"],
            "Resource": "*",
            "Condition": {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/PurchaseTeamRole"}},
        }
    ],
}


def until(holds, what):
    """Waits for something that takes its time."""
    for _ in range(400):
        if holds():
            return
        time.sleep(0.02)
    check(False, f"{what} does not come")


def found(call, **arguments):
    """Whether something can be read by now."""
    try:
        call(**arguments)
    except ClientError as error:
        check(error.response["Error"]["Code"] == "NoSuchEntity", f"{error}")
        return False
    return True


def roles(endpoint):
    """Service-linked roles: made, found, described, not made twice."""
    iam = client(endpoint, "iam")
    for service in (LICENSE_MANAGER, MARKETPLACE, PRIVATE_MARKETPLACE):
        made = iam.create_service_linked_role(AWSServiceName=service)["Role"]
        check(made["Path"] == f"/aws-service-role/{service}/", f"the path is {made['Path']}")
    made = iam.create_service_linked_role(AWSServiceName=PURCHASE_ORDERS, Description="Orders & more")["Role"]
    trust = made["AssumeRolePolicyDocument"]["Statement"][0]
    check(trust["Principal"] == {"Service": PURCHASE_ORDERS}, f"the role trusts {trust}")
    message = refused("InvalidInput", iam.create_service_linked_role, AWSServiceName=PURCHASE_ORDERS)
    check("has been taken in this account" in message, f"a second one answers {message}")
    until(lambda: found(iam.get_role, RoleName=PURCHASE_ORDERS_ROLE), "the role for purchase orders")
    role = iam.get_role(RoleName=PURCHASE_ORDERS_ROLE)["Role"]
    check(role["Description"] == "Orders & more", f"the description is {role['Description']}")
    iam.update_role(RoleName=PURCHASE_ORDERS_ROLE, Description="Ours")
    renamed = iam.update_role_description(RoleName=PURCHASE_ORDERS_ROLE, Description="Theirs")["Role"]
    check(renamed["Description"] == "Theirs", f"the description is {renamed['Description']}")
    attached = iam.list_attached_role_policies(RoleName=PURCHASE_ORDERS_ROLE)["AttachedPolicies"]
    arn = attached[0]["PolicyArn"]
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    actions = sorted(document["Statement"][0]["Action"])
    check(actions == ["purchase-orders:ModifyPurchaseOrders", "purchase-orders:ViewPurchaseOrders"], f"{actions}")
    pages = iam.get_paginator("list_roles").paginate(PathPrefix="/aws-service-role/")
    names = [role["RoleName"] for page in pages for role in page["Roles"]]
    check(len(names) == 4, f"the roles are {names}")
    refused("NoSuchEntity", iam.get_role, RoleName="AWSServiceRoleForAWSLicenseManagerMasterAccountRole")
    refused("UnmodifiableEntity", iam.delete_role, RoleName=PURCHASE_ORDERS_ROLE)
    refused("InvalidInput", client(endpoint, "iam", MEMBER).create_service_linked_role, AWSServiceName=PURCHASE_ORDERS)


def trust(endpoint):
    """The link and trusted access, both in effect only after a while; then a delegated administrator."""
    service = client(endpoint, "organizations")
    manager = client(endpoint, "license-manager")
    settings = patiently(manager.get_service_settings)
    check(not settings["OrganizationConfiguration"]["EnableIntegration"], f"the settings are {settings}")
    patiently(manager.update_service_settings, OrganizationConfiguration={"EnableIntegration": True})
    settings = patiently(manager.get_service_settings)
    check(settings["OrganizationConfiguration"]["EnableIntegration"], f"the settings are {settings}")
    for principal in (MARKETPLACE, PRIVATE_MARKETPLACE):
        service.enable_aws_service_access(ServicePrincipal=principal)
        service.enable_aws_service_access(ServicePrincipal=principal)
    pages = service.get_paginator("list_aws_service_access_for_organization").paginate()
    listed = {one["ServicePrincipal"] for page in pages for one in page["EnabledServicePrincipals"]}
    check(listed == {LICENSE_MANAGER, MARKETPLACE, PRIVATE_MARKETPLACE}, f"trusted services are {listed}")
    delegation = {"AccountId": MEMBER, "ServicePrincipal": PRIVATE_MARKETPLACE}
    try:
        service.register_delegated_administrator(**delegation)
    except service.exceptions.ConstraintViolationException as error:
        check(error.response["Reason"] == "SERVICE_ACCESS_NOT_ENABLED", f"too early answers {error.response}")

    def registered():
        try:
            service.register_delegated_administrator(**delegation)
        except service.exceptions.AccountAlreadyRegisteredException:
            return True
        except service.exceptions.ConstraintViolationException:
            return False
        return False

    until(registered, "the delegated administrator")
    pages = service.get_paginator("list_delegated_administrators").paginate(ServicePrincipal=PRIVATE_MARKETPLACE)
    administrators = [one["Id"] for page in pages for one in page["DelegatedAdministrators"]]
    check(administrators == [MEMBER], f"the administrators are {administrators}")
    pages = service.get_paginator("list_delegated_services_for_account").paginate(AccountId=MEMBER)
    services = [one["ServicePrincipal"] for page in pages for one in page["DelegatedServices"]]
    check(services == [PRIVATE_MARKETPLACE], f"the services are {services}")
    service.deregister_delegated_administrator(**delegation)


def guard(endpoint):
    """A service control policy from its writing to its deletion."""
    service = client(endpoint, "organizations")
    kind = "SERVICE_CONTROL_POLICY"
    content = json.dumps(GUARD)
    created = service.create_policy(Name="Guard", Description="", Content=content, Type=kind)["Policy"]
    policy = created["PolicySummary"]["Id"]
    refused("PolicyTypeNotEnabledException", service.attach_policy, PolicyId=policy, TargetId=ROOT)
    service.enable_policy_type(RootId=ROOT, PolicyType=kind)

    def enabled():
        types = service.list_roots()["Roots"][0]["PolicyTypes"]
        return types == [{"Type": kind, "Status": "ENABLED"}]

    until(enabled, "the policy type")
    refused("PolicyTypeAlreadyEnabledException", service.enable_policy_type, RootId=ROOT, PolicyType=kind)
    service.attach_policy(PolicyId=policy, TargetId=ROOT)
    refused("DuplicatePolicyAttachmentException", service.attach_policy, PolicyId=policy, TargetId=ROOT)
    pages = service.get_paginator("list_policies").paginate(Filter=kind)
    names = {one["Name"] for page in pages for one in page["Policies"]}
    check(names == {"FullAWSAccess", "Guard"}, f"the policies are {names}")
    pages = service.get_paginator("list_policies_for_target").paginate(TargetId=ROOT, Filter=kind)
    held = {one["Name"] for page in pages for one in page["Policies"]}
    check(held == names, f"the root has {held}")
    pages = service.get_paginator("list_targets_for_policy").paginate(PolicyId=policy)
    targets = [one["TargetId"] for page in pages for one in page["Targets"]]
    check(targets == [ROOT], f"the targets are {targets}")
    updated = service.update_policy(PolicyId=policy, Description="Buys by one role")["Policy"]
    check(updated["Content"] == content, "the content is another")
    described = service.describe_policy(PolicyId=policy)["Policy"]["PolicySummary"]
    check(described["Description"] == "Buys by one role" and not described["AwsManaged"], f"{described}")
    refused("MalformedPolicyDocumentException", service.update_policy, PolicyId=policy, Content="{}")
    refused("ConstraintViolationException", service.update_policy, PolicyId=policy, Content=content + " " * 10_240)
    refused("PolicyInUseException", service.delete_policy, PolicyId=policy)
    service.detach_policy(PolicyId=policy, TargetId=ROOT)
    refused("PolicyNotAttachedException", service.detach_policy, PolicyId=policy, TargetId=ROOT)
    service.delete_policy(PolicyId=policy)
    refused("PolicyNotFoundException", service.describe_policy, PolicyId=policy)


def deletion(endpoint):
    """Roles that go, and one that is still in use."""
    iam = client(endpoint, "iam")

    def ended(task):
        until(lambda: status(task)["Status"] in ("SUCCEEDED", "FAILED"), "the end of the deletion")
        return status(task)

    def status(task):
        return iam.get_service_linked_role_deletion_status(DeletionTaskId=task)

    task = iam.delete_service_linked_role(RoleName=PURCHASE_ORDERS_ROLE)["DeletionTaskId"]
    check(task.startswith(f"task/aws-service-role/{PURCHASE_ORDERS}/{PURCHASE_ORDERS_ROLE}/"), f"the task is {task}")
    check(ended(task)["Status"] == "SUCCEEDED", f"the deletion ended in {status(task)}")
    refused("NoSuchEntity", iam.get_role, RoleName=PURCHASE_ORDERS_ROLE)
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForPrivateMarketplaceAdmin")["DeletionTaskId"]
    end = ended(task)
    check(end["Status"] == "FAILED", f"the deletion ended in {end}")
    usage = end["Reason"]["RoleUsageList"]
    check(usage[0]["Region"] == "us-east-1" and usage[0]["Resources"] != [], f"the role is used by {usage}")


def main():
    """Walks from nothing to everything."""
    if len(sys.argv) != 2:
        sys.exit("usage: prerequisites.py ENDPOINT")
    endpoint = sys.argv[1]
    organization = client(endpoint, "organizations").describe_organization()["Organization"]
    check(organization["MasterAccountId"] == HUB and organization["FeatureSet"] == "ALL", f"{organization}")
    roles(endpoint)
    trust(endpoint)
    guard(endpoint)
    deletion(endpoint)
    print(closing())


main()
