"""Versions and aliases of a state machine in a stack.

Rule (CloudFormation Template Reference, `AWS::StepFunctions::StateMachineVersion` and `...::StateMachineAlias`): a
version is published of the revision that the template names and is replaced when any property changes; an alias keeps
its ARN and routes by `RoutingConfiguration`, or to the version of its `DeploymentPreference`. Ref and Arn are the ARN.

Stock MiniStack has both as API calls only. A gradual `DeploymentPreference` arrives at its version at once here.
"""

import json

from ministack.services import stepfunctions as engine
from ministack.services.cloudformation import provisioners

VERSION = "AWS::StepFunctions::StateMachineVersion"
ALIAS = "AWS::StepFunctions::StateMachineAlias"


def apply():
    provisioners._RESOURCE_HANDLERS[VERSION] = {"create": _publish, "delete": _delete_version}
    provisioners._RESOURCE_HANDLERS[ALIAS] = {"create": _create_alias, "update": _update_alias, "delete": _delete_alias}
    provisioners._REPLACING_PROPERTIES[VERSION] = ("StateMachineArn", "StateMachineRevisionId", "Description")
    provisioners._REPLACING_PROPERTIES[ALIAS] = ("Name",)


def _publish(_logical_id, properties, _stack):
    request = {
        "stateMachineArn": properties["StateMachineArn"],
        "revisionId": properties.get("StateMachineRevisionId"),
        "description": properties.get("Description", ""),
    }
    arn = _call(engine._publish_state_machine_version, request)["stateMachineVersionArn"]
    return arn, {"Arn": arn}


def _delete_version(arn, _properties):
    _call(engine._delete_state_machine_version, {"stateMachineVersionArn": arn})


def _create_alias(_logical_id, properties, _stack):
    request = {"name": properties["Name"], **_settings(properties)}
    arn = _call(engine._create_state_machine_alias, request)["stateMachineAliasArn"]
    return arn, {"Arn": arn}


def _update_alias(arn, _old_properties, properties, _stack):
    _call(engine._update_state_machine_alias, {"stateMachineAliasArn": arn, **_settings(properties)})
    return arn, {"Arn": arn}


def _delete_alias(arn, _properties):
    _call(engine._delete_state_machine_alias, {"stateMachineAliasArn": arn})


def _settings(properties):
    preference = properties.get("DeploymentPreference")
    routes = properties.get("RoutingConfiguration", [])
    if preference:
        routes = [{"StateMachineVersionArn": preference["StateMachineVersionArn"], "Weight": 100}]
    return {
        "description": properties.get("Description", ""),
        "routingConfiguration": [
            # Numbers of a template arrive as text.
            {"stateMachineVersionArn": route["StateMachineVersionArn"], "weight": int(route["Weight"])}
            for route in routes
        ],
    }


def _call(operation, request):
    status, _, body = operation(request)
    answer = json.loads(body)
    if status >= 400:
        raise ValueError(f"{answer['__type']}: {answer.get('message')}")
    return answer
