/**
 * What the function of CDK may do that puts the policy file into the state bucket: read what a deployment uploaded,
 * write that one object, and list the bucket, as the AWS CLI does before it writes. It can delete nothing.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { POLICY_KEY } from '../config.ts';
import { allow } from './platform.ts';
import { useBucketKey } from './state-bucket.ts';

export function deployPolicy(uploads: IBucket, bucket: IBucket): PolicyStatement[] {
  return [
    // By content is an upload named: a right to one name alone would be given in the moment in which it is needed.
    allow('ReadUploads', ['s3:GetObject'], [uploads.arnForObjects('*')]),
    allow('CompareWithTheBucket', ['s3:ListBucket'], [bucket.bucketArn]),
    allow('WritePolicy', ['s3:PutObject'], [bucket.arnForObjects(POLICY_KEY)]),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
