"""What a state machine may do: what its role allows.

Rules (Step Functions Developer Guide, "How AWS Step Functions works with IAM", "IAM policies for Distributed Map state",
"Error names"): each Task, each start and redrive of a Map Run's children, each read of their items and each write of their
results is a call of a session of the machine's role. A call that is refused fails the state.

Stock MiniStack calls its own services past every policy.
"""

from engine import rights
from engine.distributed_map import map_run, result_writer
from engine.walk import attempt
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions as engine

# The service's part of a Task's resource: how IAM calls it, and the error of a call that it refuses.
SERVICES = {
    "lambda": ("lambda", "Lambda.AWSLambdaException"),
    "s3": ("s3", "S3.S3Exception"),
    "sns": ("sns", "SNS.AuthorizationErrorException"),
    "sqs": ("sqs", "SQS.SqsException"),
    "events": ("events", "EventBridge.EventBridgeException"),
    "eventbridge": ("events", "EventBridge.EventBridgeException"),
    "dynamodb": ("dynamodb", "DynamoDB.DynamoDbException"),
    "scheduler": ("scheduler", "Scheduler.SchedulerException"),
    "states": ("states", "StepFunctions.AWSStepFunctionsException"),
    "sfn": ("states", "Sfn.SfnException"),
}
READER, WRITER = "States.ItemReaderFailed", "States.ResultWriterFailed"
MAP = "States.Permissions"


def apply():
    invoke, read, put = engine._invoke_resource, engine._read_map_items, result_writer._put
    run, redrive = map_run.MapRun.run, map_run.MapRun.redrive

    def invoke_resource(resource, arguments):
        if resource.startswith("arn:aws:states:::"):
            _check_task(resource.split(".waitForTaskToken")[0], arguments)
        return invoke(resource, arguments)

    def read_map_items(reader, effective, context):
        to = reader.get("Arguments") or {}
        _check("s3:GetObject", f"arn:aws:s3:::{to.get('Bucket')}/{to.get('Key')}", READER)
        return read(reader, effective, context)

    def put_result(bucket, key, content):
        _check("s3:PutObject", f"arn:aws:s3:::{bucket}/{key}", WRITER)
        return put(bucket, key, content)

    def run_children(self, parent, *more):
        _check("states:StartExecution", parent["stateMachineArn"], MAP)
        return run(self, parent, *more)

    def redrive_children(self, parent):
        for child in self.children:
            if child.execution and child.status() not in ("succeeded", "pending"):
                _check("states:RedriveExecution", child.execution["executionArn"], MAP)
        return redrive(self, parent)

    engine._invoke_resource, engine._read_map_items, result_writer._put = invoke_resource, read_map_items, put_result
    map_run.MapRun.run, map_run.MapRun.redrive = run_children, redrive_children


def _check_task(resource, arguments):
    *_, service, operation = resource.split(":")
    if service not in SERVICES:
        raise engine._ExecutionError(MAP, f"The local engine does not know what {resource} needs: add it to machine_rights")
    prefix, error = SERVICES[service]
    operation = operation.split(".")[0]
    for action, on, context in _asked(prefix, operation[0].upper() + operation[1:], arguments):
        _check(action, on, error, **context)


def _asked(service, operation, arguments):
    """The actions that a call is authorized as, each with its resource and what conditions may ask for."""
    action, here = f"{service}:{operation}", f"{get_region()}:{get_account_id()}"
    if service == "lambda":
        return [("lambda:InvokeFunction", arguments["FunctionName"], {})]
    if service == "s3":
        action = "s3:GetObject" if operation == "HeadObject" else action
        return [(action, f"arn:aws:s3:::{arguments['Bucket']}/{arguments['Key']}", {})]
    if service == "sns":
        return [(action, arguments["TopicArn"], {})]
    if service == "states":
        return [(action, arguments.get("StateMachineArn") or arguments.get("ExecutionArn") or "*", {})]
    if action == "events:PutEvents":
        bus = f"arn:aws:events:{here}:event-bus/default"
        keys = [{"events:source": one["Source"], "events:detail-type": one["DetailType"]} for one in arguments["Entries"]]
        return [(action, bus, about) for about in keys]
    if service == "events":
        return [(action, f"arn:aws:events:{here}:rule/{arguments['Name']}", {})]
    if service == "scheduler":
        schedule = f"arn:aws:scheduler:{here}:schedule/{arguments.get('GroupName', 'default')}/{arguments['Name']}"
        role = (arguments.get("Target") or {}).get("RoleArn")
        passed = [("iam:PassRole", role, {"iam:PassedToService": "scheduler.amazonaws.com"})] if role else []
        return [(action, schedule, {}), *passed]
    return [(action, "*", {})]


def _check(action, resource, error, **context):
    execution = engine._executions.get(attempt.mine()[0])
    if execution is None or not execution.get("_role_arn"):
        return
    caller = rights.session(execution["_role_arn"], execution["name"])
    why = rights.refusal(caller, action, resource, **context)
    if why:
        raise engine._ExecutionError(error, why)
