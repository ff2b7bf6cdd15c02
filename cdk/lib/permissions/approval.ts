/**
 * What `approval` may do: keep questions beside their run, and hand an answer to the run that waits for it, of whichever
 * machine of the stack.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { allow } from './platform.ts';
import { listRunsAndMissRightly, readAndWriteRuns, useBucketKey } from './state-bucket.ts';

export function approval(bucket: IBucket): PolicyStatement[] {
  return [
    // Knows no resource: the token, which only the run's own function was given, says which task is answered.
    allow('AnswerRuns', ['states:SendTaskSuccess'], ['*']),
    readAndWriteRuns(bucket),
    listRunsAndMissRightly(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
