/** What `diff` may do: read and write the objects of runs, and read the policy. It calls no other service. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { listRunsAndMissRightly, readAndWriteRuns, readPolicy, useBucketKey } from './state-bucket.ts';

export function diff(bucket: IBucket): PolicyStatement[] {
  return [
    readAndWriteRuns(bucket),
    readPolicy(bucket),
    listRunsAndMissRightly(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
