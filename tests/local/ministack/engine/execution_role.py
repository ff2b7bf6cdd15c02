"""A worker calls as a session of its function's role.

Rule (Lambda Developer Guide, "Defining Lambda function permissions with an execution role"): Lambda assumes the
function's role and gives the credentials of that session to the worker, under the function's name. CloudTrail shows
`assumed-role/<role>/<function>` for all that the worker does.

Stock MiniStack gives the account's own credentials. Ours keeps its key, by which MiniStack tells the account, and
adds a session token that says in clear whose session it is: so the simulated services can tell without asking.
"""

from ministack.core import lambda_runtime
from ministack.services import lambda_svc


def apply():
    stock = lambda_runtime.execution_credentials

    def execution_credentials(config):
        credentials = stock(config)
        account, role = config["Role"].split(":")[4], config["Role"].rsplit("/", 1)[-1]
        session = f"arn:aws:sts::{account}:assumed-role/{role}/{config['FunctionName']}"
        return {**credentials, "AWS_SESSION_TOKEN": session}

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = execution_credentials
