/** What `observe` may do: read the organization, its tags, licenses, grants and what they rest on. It changes nothing outside `runs/`. */
import { Aws } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { allow } from './platform.ts';
import { readPrerequisites } from './prerequisites.ts';
import { readAndWriteRuns, useBucketKey } from './state-bucket.ts';

export function observe(bucket: IBucket, ledgerTable: ITable): PolicyStatement[] {
  return [
    readPrerequisites('license-manager:GetServiceSettings'),
    // None of these knows a resource (Service Authorization Reference); all of them only list.
    allow(
      'ListAccountsLicensesAndGrants',
      [
        'license-manager:ListDistributedGrants',
        'license-manager:ListReceivedGrantsForOrganization',
        'license-manager:ListReceivedLicenses',
        'license-manager:ListReceivedLicensesForOrganization',
        'organizations:ListAccounts',
        'tag:GetResources',
      ],
      ['*'],
    ),
    allow(
      'ReadAccounts',
      ['organizations:DescribeAccount', 'organizations:ListTagsForResource'],
      [`arn:${Aws.PARTITION}:organizations::${Aws.ACCOUNT_ID}:account/o-*/*`],
    ),
    allow(
      'ReadGrants',
      ['license-manager:GetGrant'],
      [`arn:${Aws.PARTITION}:license-manager::${Aws.ACCOUNT_ID}:grant:*`],
    ),
    allow('ReadLedgerHeads', ['dynamodb:Query'], [ledgerTable.tableArn]),
    readAndWriteRuns(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
