/** What `report` may do: read, list and write the objects of runs. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { listRunsAndMissRightly, readAndWriteRuns, useBucketKey } from './state-bucket.ts';

export function report(bucket: IBucket): PolicyStatement[] {
  return [
    readAndWriteRuns(bucket),
    listRunsAndMissRightly(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
