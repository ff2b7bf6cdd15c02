/** What `record` may do: write what a run did, here, and for this member centrally by the read role. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Reader, takeReadRole } from './read-role.ts';
import { listRunsAndMissRightly, readAndWriteQuarantine, readAndWriteRuns, useBucketKey } from './state-bucket.ts';

export function record(bucket: IBucket, reader: Reader): PolicyStatement[] {
  return [
    takeReadRole(reader),
    readAndWriteRuns(bucket),
    readAndWriteQuarantine(bucket),
    listRunsAndMissRightly(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
