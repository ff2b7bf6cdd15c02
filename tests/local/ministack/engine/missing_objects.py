"""Who is told that an object is missing.

Rule (Amazon S3 API Reference, "GetObject", "HeadObject", permissions): of an object that is not there S3 answers 404 only to
those who may list the bucket (`s3:ListBucket`, asked without a prefix); to all others 403.

Stock MiniStack tells everybody.
"""

from ministack.core import iam_evaluator as evaluator
from ministack.services import s3


def apply():
    stock = evaluator.enforce

    def enforce(access_key_id, action, service, region, resource_arn="*", service_context=None):
        denied = stock(access_key_id, action, service, region, resource_arn, service_context)
        bucket, _, key = resource_arn.removeprefix("arn:aws:s3:::").partition("/")
        if denied is None and action == "s3:GetObject" and not _is_there(bucket, key):
            denied = stock(access_key_id, "s3:ListBucket", service, region, f"arn:aws:s3:::{bucket}", {})
        return denied

    evaluator.enforce = enforce


def _is_there(bucket, key):
    return key in (s3._buckets.get(bucket) or {"objects": {}})["objects"]
