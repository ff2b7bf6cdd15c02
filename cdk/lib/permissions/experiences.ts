/** What `experiences` may do: read the snapshot by the read role, and the experiences here. It changes no experience. */
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { listEntities, readEntities } from './marketplace.ts';
import { allow } from './platform.ts';
import { readPrerequisites } from './prerequisites.ts';
import { Reader, takeReadRole } from './read-role.ts';
import { listRunsAndMissRightly, readAndWriteRuns, readQuarantine, useBucketKey } from './state-bucket.ts';

export function experiences(scope: Construct, bucket: IBucket, ledger: ITable, reader: Reader): PolicyStatement[] {
  return [
    takeReadRole(reader),
    readPrerequisites(),
    listEntities(),
    // All of them, also where only some follow: what is there and does not follow is told.
    readEntities(scope, '*'),
    allow('ReadLedgerHeads', ['dynamodb:GetItem'], [ledger.tableArn]),
    readAndWriteRuns(bucket),
    readQuarantine(bucket),
    listRunsAndMissRightly(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
