"""Walks grants for units and the organization with boto3: their parts, swaps, names and tags.

Usage: areas.py ENDPOINT. Asserts every result; ends with a count of checks, or with the first mismatch and exit code 1.
The simulation must run the sample world, fast: 600 virtual seconds a second suit it.
"""

import sys
import time

from walking import HUB, check, client, closing, patiently, refused, until, walk

MEMBER = "202000000002"
SUBSCRIBER = "203000000003"
PLACE = f"arn:aws:organizations::{HUB}"
ENGINEERING = f"{PLACE}:ou/o-hf4tz81kqe/ou-hf01-dbe931f2"
DATA = f"{PLACE}:ou/o-hf4tz81kqe/ou-hf01-ee850e39"
ORGANIZATION = f"{PLACE}:organization/o-hf4tz81kqe"
BUSY = "Too many concurrent org grants are in progress."


def parts(manager, license, whole, account, status):
    """The statuses of the parts of a grant, by account, once the list shows this one of an account."""
    filters = [{"Name": "ParentArn", "Values": [whole]}]
    for _ in range(200):
        listed, pages = walk(
            manager.list_received_grants_for_organization, "Grants", LicenseArn=license, Filters=filters
        )
        seen = {part["GranteePrincipalArn"].split(":")[4]: part["GrantStatus"] for part in listed}
        if seen.get(account) == status:
            check(pages > len(listed) / 3, f"{len(listed)} parts on {pages} pages")
            check(all(part["ParentArn"] == whole for part in listed), f"the filter found {listed}")
            return seen
        time.sleep(0.05)
    return check(False, f"the parts are {seen}, wanted {status} in {account}")


def activated(manager, grant, behavior):
    """Puts a grant for many into force; its newest version."""
    options = {"ActivationOverrideBehavior": behavior}
    request = {"ClientToken": f"activate-{grant}", "GrantArn": grant, "Status": "ACTIVE", "Options": options}
    version = patiently(manager.create_grant_version, **request)["Version"]
    return until(manager, grant, "WORKFLOW_COMPLETED", Version=version)["Version"]


def areas(manager, license, request):
    """One grant for a unit, one for the organization that takes its place, and what AWS refuses of both."""
    nested = {**request, "ClientToken": "area-1", "Principals": [DATA]}
    check("nested" in refused("ValidationException", manager.create_grant, **nested), "a nested unit is let in")
    unit = {**request, "ClientToken": "area-2", "Principals": [ENGINEERING]}
    first = patiently(manager.create_grant, **unit)["GrantArn"]
    second = {**request, "ClientToken": "area-3", "Principals": [ORGANIZATION]}
    message = refused("ResourceLimitExceededException", manager.create_grant, **second)
    check(message == BUSY, f"a second one answers {message}")
    until(manager, first, "WORKFLOW_COMPLETED")
    seen = parts(manager, license, first, MEMBER, "DISABLED")
    check(set(seen.values()) == {"DISABLED"} and len(seen) == 8, f"the parts are {seen}")
    version = activated(manager, first, "DISTRIBUTED_GRANTS_ONLY")
    seen = parts(manager, license, first, MEMBER, "ACTIVE")
    check(seen[SUBSCRIBER] == "DISABLED", "its own subscription made way")

    whole = patiently(manager.create_grant, **second)["GrantArn"]
    until(manager, whole, "WORKFLOW_COMPLETED")
    activated(manager, whole, "ALL_GRANTS_PERMITTED_BY_ISSUER")
    seen = parts(manager, license, whole, MEMBER, "ACTIVE")
    check(set(seen.values()) == {"ACTIVE"}, f"the parts are {seen}")
    parts(manager, license, first, MEMBER, "DISABLED")
    given, _ = walk(manager.list_distributed_grants, "Grants")
    check(all(grant["ParentArn"] == grant["LicenseArn"] for grant in given), "parts are listed as given")
    patiently(manager.delete_grant, GrantArn=first, Version=version)
    until(manager, first, "DELETED")
    return whole


def names(manager, grant):
    """A grant gets another name and a tag, and stays what it was."""
    renamed = patiently(
        manager.create_grant_version, ClientToken="name-1", GrantArn=grant, GrantName="ours", SourceVersion="2"
    )
    check(renamed["Version"] == "3", f"CreateGrantVersion answered {renamed}")
    stale = {"ClientToken": "name-2", "GrantArn": grant, "GrantName": "theirs", "SourceVersion": "2"}
    refused("ValidationException", manager.create_grant_version, **stale)
    patiently(manager.tag_resource, ResourceArn=grant, Tags=[{"Key": "owner", "Value": HUB}])
    tags = patiently(manager.list_tags_for_resource, ResourceArn=grant)["Tags"]
    check(tags == [{"Key": "owner", "Value": HUB}], f"the tags are {tags}")
    found = until(manager, grant, "WORKFLOW_COMPLETED", Version="3")
    check(found["GrantName"] == "ours", f"it is called {found['GrantName']}")


def main():
    """Walks all of it."""
    if len(sys.argv) != 2:
        sys.exit("usage: areas.py ENDPOINT")
    manager = client(sys.argv[1], "license-manager")
    licenses, _ = walk(manager.list_received_licenses, "Licenses")
    license = next(one for one in licenses if one["ProductName"].startswith("Keel"))["LicenseArn"]
    request = {
        "GrantName": "by hand",
        "LicenseArn": license,
        "HomeRegion": "us-east-1",
        "AllowedOperations": ["CheckoutLicense", "CheckInLicense"],
    }
    names(manager, areas(manager, license, request))
    print(closing())


main()
