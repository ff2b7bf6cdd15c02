/**
 * What `catalog` may do: change the experiences that follow, in the ways that the settings ask for, with the lease and the
 * ledger. No other role changes an experience.
 */
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Member } from '../experiences/settings.ts';
import { lease } from './lease.ts';
import { changeExperiences, changeTypes, followers, readExperiences } from './marketplace.ts';
import { allow } from './platform.ts';
import { readAndWriteRuns, useBucketKey } from './state-bucket.ts';

export interface CatalogResources {
  bucket: IBucket;
  leaseTable: ITable;
  ledgerTable: ITable;
}

export function catalog(
  scope: Construct,
  member: Member,
  { bucket, leaseTable, ledgerTable }: CatalogResources,
): PolicyStatement[] {
  return [
    readExperiences(scope, followers(member)),
    ...changeExperiences(scope, followers(member), changeTypes(member)),
    allow('WriteTheLedger', ['dynamodb:PutItem'], [ledgerTable.tableArn]),
    // A run that was redriven in the middle takes the free lease at its first write, and only then.
    ...lease(scope, 'sync-experiences', leaseTable),
    readAndWriteRuns(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
