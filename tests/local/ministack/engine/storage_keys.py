"""Whoever uses what a key of ours encrypts needs that key as well.

Rules (Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys"; SNS Developer Guide, "Key management"; DynamoDB
Developer Guide, "Encryption at rest: usage notes"): to read an object one needs `kms:Decrypt`, to write one
`kms:GenerateDataKey`, to publish both, and to use a table `kms:Decrypt`, each as the service's own call: `kms:ViaService`.

Stock MiniStack encrypts nothing, and forgets the key of a bucket in a stack. What DynamoDB asks of a table's key besides, at
moments of its own, is not asked here.
"""

from ministack.core import iam_evaluator as evaluator
from ministack.services.cloudformation import provisioners

NEEDED = {
    "s3:GetObject": ("kms:Decrypt",),
    "s3:PutObject": ("kms:GenerateDataKey",),
    "sns:Publish": ("kms:Decrypt", "kms:GenerateDataKey"),
}
TABLE = ("kms:Decrypt",)

# The key of each bucket, topic and table that a stack made, by ARN.
_KEYS = {}


def apply():
    for kind, arn_of, key_of in (
        ("AWS::S3::Bucket", lambda made: f"arn:aws:s3:::{made}", _key_of_bucket),
        ("AWS::SNS::Topic", str, lambda properties: properties.get("KmsMasterKeyId")),
        ("AWS::DynamoDB::Table", None, lambda properties: (properties.get("SSESpecification") or {}).get("KMSMasterKeyId")),
    ):
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["create"] = _noting(handlers["create"], arn_of, key_of)
    stock = evaluator.enforce

    def enforce(access_key_id, action, service, region, resource_arn="*", service_context=None):
        denied = stock(access_key_id, action, service, region, resource_arn, service_context)
        whole = resource_arn.split("/")[0] if service == "s3" else resource_arn.split("/index/")[0]
        needed = TABLE if service == "dynamodb" else NEEDED.get(action, ())
        for use in needed if whole in _KEYS else ():
            via = {"kms:ViaService": f"{service}.{region}.amazonaws.com"}
            denied = denied or stock(access_key_id, use, "kms", region, _KEYS[whole], via)
        return denied

    evaluator.enforce = enforce


def _noting(stock, arn_of, key_of):
    def create(logical_id, properties, stack):
        made = stock(logical_id, properties, stack)
        if key_of(properties):
            _KEYS[arn_of(made[0]) if arn_of else made[1]["Arn"]] = key_of(properties)
        return made

    return create


def _key_of_bucket(properties):
    for rule in (properties.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration", []):
        return rule.get("ServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
    return None
