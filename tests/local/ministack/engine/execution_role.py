"""A worker calls as a session of its function's role.

Rule (Lambda Developer Guide, "Defining Lambda function permissions with an execution role"): Lambda assumes the
function's role and gives the credentials of that session to the worker, under the function's name. CloudTrail shows
`assumed-role/<role>/<function>` for all that the worker does.

Stock MiniStack gives the account's own credentials, or with `AUTH=true` a key that only itself can tell. Ours gives the
account's key and a session token that says in clear whose session it is: so the simulated services can tell as well,
without asking. `rights` judges what such a session does.
"""

from ministack.core import lambda_runtime
from ministack.services import lambda_svc


def apply():
    def execution_credentials(config):
        account, role = config["Role"].split(":")[4], config["Role"].rsplit("/", 1)[-1]
        return {
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_SESSION_TOKEN": f"arn:aws:sts::{account}:assumed-role/{role}/{config['FunctionName']}",
        }

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = execution_credentials
