"""Walks the simulated services with boto3: lists, creates, activates, accepts, deletes, and meets the errors.

Usage: walk.py ENDPOINT. Asserts every result; ends with a count of checks, or with the first mismatch and exit code 1.
The simulation must run the sample world, fast: 600 virtual seconds a second suit it.
"""

import sys

from walking import HUB, check, client, closing, patiently, refused, until, walk

MEMBER = "202000000002"
CLOSED = "206000000003"
ROLE = "MarketplaceStewardMember"


def organizations(endpoint):
    """Lists, tags and errors of Organizations."""
    service = client(endpoint, "organizations")
    organization = service.describe_organization()["Organization"]
    check(organization["MasterAccountId"] == HUB, "the management account is another")
    pages = list(service.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 20}))
    accounts = [account for page in pages for account in page["Accounts"]]
    check(len(accounts) == 24, f"{len(accounts)} accounts, wanted 24")
    check(any(not page["Accounts"] for page in pages), "no empty page with a token")
    states = {account["Id"]: account.get("State") for account in accounts}
    check(states[CLOSED] == "CLOSED", f"the closed account is {states[CLOSED]}")
    check(all("Status" not in account for account in accounts), "the retired Status is served")
    root = service.list_roots()["Roots"][0]["Id"]
    units = service.get_paginator("list_organizational_units_for_parent").paginate(ParentId=root)
    names = {unit["Name"] for page in units for unit in page["OrganizationalUnits"]}
    check("Engineering" in names, f"units are {names}")
    check(service.list_parents(ChildId=HUB)["Parents"][0]["Id"] == root, "the hub is not below the root")
    service.tag_resource(ResourceId=MEMBER, Tags=[{"Key": "walked", "Value": "yes"}])
    tags = service.get_paginator("list_tags_for_resource").paginate(ResourceId=MEMBER)
    check({"Key": "walked", "Value": "yes"} in [tag for page in tags for tag in page["Tags"]], "the tag is lost")
    service.untag_resource(ResourceId=MEMBER, TagKeys=["walked"])
    services = service.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    check(len(services) == 2, f"trusted services are {services}")
    member = service.describe_account(AccountId=MEMBER)["Account"]
    place = f"{organization['Id']}/{root}/"
    check(member["Paths"][0].startswith(place) and member["State"] == "ACTIVE", f"the member is {member}")
    check(member["Arn"].startswith(f"arn:aws:organizations::{HUB}:account/{organization['Id']}/"), f"{member['Arn']}")
    refused("AccountNotFoundException", service.describe_account, AccountId="999999999999")
    refused("TargetNotFoundException", service.list_tags_for_resource, ResourceId="999999999999")
    refused("InvalidInputException", service.list_accounts, NextToken="nonsense")
    refused("AccessDeniedException", client(endpoint, "organizations", MEMBER).list_accounts)


def tagging(endpoint):
    """The index of tags."""
    service = client(endpoint, "resourcegroupstaggingapi")
    pages = service.get_paginator("get_resources").paginate(
        ResourceTypeFilters=["organizations:account"],
        TagFilters=[{"Key": "marketplace-licence", "Values": ["true"]}],
    )
    found = [mapping for page in pages for mapping in page["ResourceTagMappingList"]]
    check(len(found) == 13, f"{len(found)} accounts tagged true, wanted 13")


def sessions(endpoint):
    """AssumeRole and GetCallerIdentity; the credentials of a session in the member."""
    service = client(endpoint, "sts")
    check(service.get_caller_identity()["Account"] == HUB, "the caller is another")
    arn = f"arn:aws:iam::{MEMBER}:role/{ROLE}"
    refused("AccessDenied", service.assume_role, RoleArn=arn, RoleSessionName="walk")
    issued = service.assume_role(RoleArn=arn, RoleSessionName="walk", ExternalId=HUB)["Credentials"]
    member = client(endpoint, "sts", issued["AccessKeyId"], issued["SessionToken"])
    check(member.get_caller_identity()["Account"] == MEMBER, "the session is in another account")
    refused("InvalidClientTokenId", client(endpoint, "sts", "ASIANOBODY").get_caller_identity)
    return issued


def grants(endpoint, session):
    """The life of a grant, accepted automatically at first and by its grantee at last."""
    manager = client(endpoint, "license-manager")
    member = client(endpoint, "license-manager", session["AccessKeyId"], session["SessionToken"])
    licenses, pages = walk(manager.list_received_licenses, "Licenses")
    check(len(licenses) == 5 and pages > 2, f"{len(licenses)} licenses on {pages} pages")
    license = next(one for one in licenses if one["ProductName"].startswith("Finch"))
    check(license["Issuer"]["Name"] == "AWS/Marketplace", f"the issuer is {license['Issuer']}")
    parent = license["LicenseMetadata"][0]["Value"]
    allowed = patiently(manager.get_grant, GrantArn=parent)["Grant"]["GrantedOperations"]
    check("CreateGrant" in allowed, f"the parent grant allows {allowed}")
    read = patiently(manager.get_license, LicenseArn=license["LicenseArn"])["License"]
    check(read["ProductSKU"] == license["ProductSKU"], "GetLicense shows another product")
    request = {
        "ClientToken": "walk-1",
        "GrantName": f"marketplace-steward-{MEMBER}",
        "LicenseArn": license["LicenseArn"],
        "Principals": [f"arn:aws:iam::{MEMBER}:root"],
        "HomeRegion": license["HomeRegion"],
        "AllowedOperations": [name for name in allowed if name != "CreateGrant"],
        "Tags": [{"Key": "marketplace-steward", "Value": HUB}],
    }
    elsewhere = client(endpoint, "license-manager", region="eu-west-2")
    message = refused("ValidationException", elsewhere.create_grant, **request)
    check("home AWS region: us-east-1" in message, f"another Region answers {message}")
    created = patiently(manager.create_grant, **request)
    check(created["Status"] == "PENDING_WORKFLOW" and created["Version"] == "1", f"CreateGrant answered {created}")
    grant = created["GrantArn"]
    check(patiently(manager.create_grant, **request)["GrantArn"] == grant, "the token made a second grant")
    refused("ValidationException", manager.create_grant, **{**request, "ClientToken": "walk-2"})
    refused("ValidationException", manager.create_grant, **{**request, "GrantName": "other"})
    until(manager, grant, "DISABLED")
    message = refused("ValidationException", member.accept_grant, GrantArn=grant)
    check("is not allowed to accept this grant" in message, f"accepting twice answers {message}")
    version = patiently(manager.create_grant_version, ClientToken="walk-3", GrantArn=grant, Status="ACTIVE")
    check(version["Version"] == "2", f"CreateGrantVersion answered {version}")
    until(manager, grant, "ACTIVE")
    received, _ = walk(member.list_received_grants, "Grants")
    check([one["GrantArn"] for one in received] == [grant], f"the member received {received}")
    tags = patiently(manager.list_tags_for_resource, ResourceArn=grant)["Tags"]
    check(tags == request["Tags"], f"the tags are {tags}")
    listed, pages = walk(manager.list_distributed_grants, "Grants")
    check(grant in [one["GrantArn"] for one in listed] and pages > 3, "the grant is not listed")
    filters = [{"Name": "GranteePrincipalARN", "Values": request["Principals"]}]
    listed, _ = walk(manager.list_distributed_grants, "Grants", Filters=filters)
    check(len(listed) == 1, f"the filter found {listed}")
    wrong = [{"Name": "GranteePrincipalArn", "Values": request["Principals"]}]
    refused("InvalidParameterValueException", manager.list_distributed_grants, Filters=wrong)
    filters = [{"Name": "ProductSKU", "Values": [license["ProductSKU"]]}]
    listed, _ = walk(manager.list_distributed_grants, "Grants", Filters=filters)
    check({one["LicenseArn"] for one in listed} == {license["LicenseArn"]}, f"the product's grants are {listed}")
    for call in (manager.list_received_licenses, manager.list_received_licenses_for_organization):
        listed, _ = walk(call, "Licenses", Filters=filters)
        check({one["ProductSKU"] for one in listed} == {license["ProductSKU"]}, f"{call.__name__} found {listed}")
        refused("InvalidParameterValueException", call, Filters=[{"Name": "ProductSku", "Values": ["prod-x"]}])
    filters = [{"Name": "Beneficiary", "Values": [MEMBER]}]
    listed, _ = walk(manager.list_received_licenses_for_organization, "Licenses", Filters=filters)
    check(listed == [], f"the member bought {listed}")
    owned, _ = walk(manager.list_received_licenses_for_organization, "Licenses")
    check(len(owned) == 6, f"the organization has {len(owned)} licenses, wanted 6")
    inside, _ = walk(manager.list_received_grants_for_organization, "Grants", LicenseArn=license["LicenseArn"])
    check(grant in [one["GrantArn"] for one in inside], "the grant is not seen in the organization")
    refused("AccessDeniedException", member.list_received_licenses_for_organization)
    message = refused("ValidationException", manager.delete_grant, GrantArn=grant, Version="1")
    check("doesn't match the latest version 2" in message, f"a stale version answers {message}")
    deleted = patiently(manager.delete_grant, GrantArn=grant, Version="2")
    check(deleted["Status"] == "PENDING_DELETE", f"DeleteGrant answered {deleted}")
    until(manager, grant, "DELETED")
    refused("InvalidParameterValueException", manager.get_grant, GrantArn=grant[:-1] + "x")
    waiting(manager, member, {**request, "ClientToken": "walk-4"})


def waiting(manager, member, request):
    """A grant that waits for its grantee, because License Manager is not linked."""
    patiently(manager.update_service_settings, OrganizationConfiguration={"EnableIntegration": False})
    settings = patiently(manager.get_service_settings)
    check(not settings["OrganizationConfiguration"]["EnableIntegration"], "the link is still there")
    grant = patiently(manager.create_grant, **request)["GrantArn"]
    until(manager, grant, "PENDING_ACCEPT")
    accepted = patiently(member.accept_grant, GrantArn=grant)
    check(accepted["Status"] == "PENDING_WORKFLOW", f"AcceptGrant answered {accepted}")
    version = until(manager, grant, "DISABLED")["Version"]
    patiently(manager.delete_grant, GrantArn=grant, Version=version)
    until(manager, grant, "DELETED")
    grant = patiently(manager.create_grant, **{**request, "ClientToken": "walk-5"})["GrantArn"]
    until(manager, grant, "PENDING_ACCEPT")
    check(patiently(member.reject_grant, GrantArn=grant)["Status"] == "REJECTED", "RejectGrant did not reject")
    patiently(manager.update_service_settings, OrganizationConfiguration={"EnableIntegration": True})


def main():
    """Walks every service."""
    if len(sys.argv) != 2:
        sys.exit("usage: walk.py ENDPOINT")
    endpoint = sys.argv[1]
    organizations(endpoint)
    tagging(endpoint)
    grants(endpoint, sessions(endpoint))
    print(closing())


main()
