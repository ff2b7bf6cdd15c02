"""Walks the private marketplaces of several organizations with boto3: lists, describes, changes, and meets the errors.

Usage: experiences.py ENDPOINT. Asserts every result; ends with a count of checks, or with the first mismatch and exit
code 1. The simulation must run the world of experiences, fast: 600 virtual seconds a second suit it.
"""

import json
import sys
import time

from walking import HUB, check, client, closing, refused

CATALOG = {"Catalog": "AWSMarketplace"}
SHARED = [{"Name": "Scope", "ValueList": ["SharedWithMe"]}]
MODEL = "exp-hf00default00"
MANAGEMENT, DELEGATE, STORES = "320000000001", "320000000002", "exp-fr00stores000"


def catalog(endpoint, key):
    """A client of the Marketplace Catalog as the administrator of an account."""
    return client(endpoint, "marketplace-catalog", key)


def change(change_type, experience, details):
    """A change of an experience, with its details as text."""
    entity = {"Type": "Experience@1.0", "Identifier": experience}
    return {"ChangeType": change_type, "Entity": entity, "Details": json.dumps(details)}


def decide(change_type, experience, products):
    """A change that allows or denies products."""
    return change(change_type, experience, {"Products": [{"Ids": products}]})


def ended(service, **request):
    """Starts a change set and waits for its end; its description."""
    started = service.start_change_set(**CATALOG, **request)
    for _ in range(200):
        found = service.describe_change_set(**CATALOG, ChangeSetId=started["ChangeSetId"])
        if found["Status"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return found
        time.sleep(0.05)
    return check(False, f"the change set {started['ChangeSetId']} does not end")


def products(policy, effect):
    """The products of one effect, out of all statements and resources."""
    statements = [one for one in policy["Statements"] if one["Effect"] == effect]
    return {id for one in statements for resource in one["Resources"] for id in resource["Ids"]}


def reading(endpoint):
    """The model as its management account sees it."""
    service = catalog(endpoint, HUB)
    pages = service.get_paginator("list_entities").paginate(**CATALOG, EntityType="Experience")
    listed = [entity for page in pages for entity in page["EntitySummaryList"]]
    check([entity["EntityId"] for entity in listed] == [MODEL], f"the experiences are {listed}")
    check(len(listed[0]["LastModifiedDate"]) == 20, f"the moment is {listed[0]['LastModifiedDate']}")
    described = service.describe_entity(**CATALOG, EntityId=MODEL)
    check(described["EntityType"] == "Experience@1.0", f"the type is {described['EntityType']}")
    check(described["EntityIdentifier"] == f"{MODEL}@61", f"the identifier is {described['EntityIdentifier']}")
    check(json.loads(described["Details"]) == described["DetailsDocument"], "text and document differ")
    policy_id = described["DetailsDocument"]["ProcurementPolicies"][0]
    policy = service.describe_entity(**CATALOG, EntityId=policy_id)["DetailsDocument"]
    allowed, denied = products(policy, "Allow"), products(policy, "Deny")
    check((len(allowed), len(denied)) == (2000, 60), f"{len(allowed)} allowed, {len(denied)} denied")
    requests = [{"Catalog": "AWSMarketplace", "EntityId": id} for id in (MODEL, "exp-nothing")]
    both = service.batch_describe_entities(EntityRequestList=requests)
    check(list(both["EntityDetails"]) == [MODEL] and list(both["Errors"]) == ["exp-nothing"], f"the batch is {both}")
    arn = described["EntityArn"]
    service.tag_resource(ResourceArn=arn, Tags=[{"Key": "walked", "Value": "yes"}])
    tags = service.list_tags_for_resource(ResourceArn=arn)["Tags"]
    check(tags == [{"Key": "walked", "Value": "yes"}], f"the tags are {tags}")
    service.untag_resource(ResourceArn=arn, TagKeys=["walked"])
    refused("ResourceNotFoundException", service.describe_entity, **CATALOG, EntityId=STORES)
    refused("ValidationException", service.list_entities, **CATALOG, EntityType="Experience@1.0")
    return sorted(allowed)


def scopes(endpoint):
    """What management account and delegate see, and nobody else."""
    for key, filters, count in (
        (DELEGATE, SHARED, 1),
        (DELEGATE, None, 0),
        (MANAGEMENT, None, 1),
        (MANAGEMENT, SHARED, 0),
    ):
        request = {"FilterList": filters} if filters else {}
        pages = catalog(endpoint, key).get_paginator("list_entities")
        found = pages.paginate(**CATALOG, EntityType="Experience", **request).build_full_result()
        check(len(found["EntitySummaryList"]) == count, f"{key} sees {found} by {filters}")
    stranger = catalog(endpoint, "320000000003")
    refused("AccessDeniedException", stranger.list_entities, **CATALOG, EntityType="Experience")
    organization = client(endpoint, "organizations", DELEGATE).describe_organization()["Organization"]
    check(organization["MasterAccountId"] == MANAGEMENT, f"the organization is {organization}")


def changing(endpoint, allowed):
    """Change sets of an experience: together, alone, refused, failed, cancelled."""
    service = catalog(endpoint, DELEGATE)
    both = [
        decide("AllowProductProcurement", STORES, allowed[:50]),
        decide("DenyProductProcurement", STORES, allowed[50:100]),
    ]
    request = {"ChangeSet": both, "ChangeSetName": "walk 1", "ClientRequestToken": "walk-1"}
    first = ended(service, **request)
    check(first["Status"] == "SUCCEEDED" and first["ChangeSetName"] == "walk 1", f"the set is {first}")
    again = service.start_change_set(**CATALOG, **request)
    check(again["ChangeSetId"] == first["ChangeSetId"], "the token made a second change set")
    started = service.start_change_set(**CATALOG, ChangeSet=[decide("AllowProductProcurement", STORES, allowed[:1])])
    locked = {"ChangeSet": [decide("DenyProductProcurement", STORES, allowed[:1])]}
    message = refused("ResourceInUseException", service.start_change_set, **CATALOG, **locked)
    check(started["ChangeSetId"] in message, f"the lock answers {message}")
    service.cancel_change_set(**CATALOG, ChangeSetId=started["ChangeSetId"])
    cancelled = service.describe_change_set(**CATALOG, ChangeSetId=started["ChangeSetId"])
    check(cancelled["Status"] == "CANCELLED", f"the set is {cancelled}")
    pages = service.get_paginator("list_change_sets").paginate(**CATALOG, FilterList=SHARED)
    sets = [one["ChangeSetId"] for page in pages for one in page["ChangeSetSummaryList"]]
    check(sets == [started["ChangeSetId"], first["ChangeSetId"]], f"the sets are {sets}")
    failed = ended(service, ChangeSet=[change("RestrictExperience", STORES, {})])
    errors = [error for one in failed["ChangeSet"] for error in one["ErrorDetailList"]]
    check(failed["FailureCode"] == "CLIENT_ERROR" and len(errors) == 1, f"the set is {failed}")
    many = {"ChangeSet": [decide("AllowProductProcurement", STORES, allowed[:51])]}
    refused("ValidationException", service.start_change_set, **CATALOG, **many)
    entity = {"Type": "Experience@1.0"}
    create = {"ChangeType": "CreateExperience", "ChangeName": "New", "Entity": entity, "Details": '{"Name": "Walk"}'}
    policy = change("CreateProcurementPolicy", "$New.Entity.Identifier", {"Name": "Walk"})
    created = ended(service, ChangeSet=[create, policy])["ChangeSet"][0]["Entity"]["Identifier"]
    details = service.describe_entity(**CATALOG, EntityId=created)["DetailsDocument"]
    check(details["Status"] == "Disabled" and len(details["ProcurementPolicies"]) == 1, f"the new one is {details}")


def main():
    """Walks reading, scopes and changing."""
    if len(sys.argv) != 2:
        sys.exit("usage: experiences.py ENDPOINT")
    endpoint = sys.argv[1]
    allowed = reading(endpoint)
    scopes(endpoint)
    changing(endpoint, allowed)
    print(closing())


main()
