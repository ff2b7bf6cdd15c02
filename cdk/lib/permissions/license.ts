/**
 * What `license` may do: make grants that carry our mark, and change or delete only those.
 *
 * IAM cannot say to whom a license may be shared: License Manager has no condition key for the grantee. The rest of
 * P1 it can say, and does: without the owner tag on a grant, nothing here changes it. Adoption puts the tag on first.
 */
import { Aws } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MEMBER_ROLE_EXTERNAL_ID, MEMBER_ROLE_NAME, OWNER_TAG_KEY } from '../config.ts';
import { lease } from './lease.ts';
import { allow } from './platform.ts';

export function license(scope: Construct, leaseTable: ITable, ledgerTable: ITable): PolicyStatement[] {
  const ourGrants = `arn:${Aws.PARTITION}:license-manager::${Aws.ACCOUNT_ID}:grant:*`;
  // A license of AWS Marketplace is owned by an account of AWS, which one is not published.
  const licenses = `arn:${Aws.PARTITION}:license-manager::*:license:*`;
  const withOurTagAlone = {
    StringEquals: { [`aws:RequestTag/${OWNER_TAG_KEY}`]: Aws.ACCOUNT_ID },
    'ForAllValues:StringEquals': { 'aws:TagKeys': OWNER_TAG_KEY },
  };
  const hasOurTag = { StringEquals: { [`aws:ResourceTag/${OWNER_TAG_KEY}`]: Aws.ACCOUNT_ID } };
  return [
    allow('CreateMarkedGrants', ['license-manager:CreateGrant'], [licenses], withOurTagAlone),
    // A grant that is adopted bears no tag yet, so nothing but the tag that is put on can be asked for. Tags given to
    // CreateGrant are authorized as TagResource as well; whether on the license or on the new grant is not published.
    allow('MarkGrants', ['license-manager:TagResource'], [ourGrants, licenses], withOurTagAlone),
    allow(
      'ChangeMarkedGrants',
      ['license-manager:CreateGrantVersion', 'license-manager:DeleteGrant'],
      [ourGrants],
      hasOurTag,
    ),
    allow('ReadGrants', ['license-manager:GetGrant', 'license-manager:ListTagsForResource'], [ourGrants]),
    // The parts of a grant for an OU or the organization; this knows no resource (Service Authorization Reference).
    allow('ListPartsOfGrants', ['license-manager:ListReceivedGrantsForOrganization'], ['*']),
    allow('WriteTheLedger', ['dynamodb:GetItem', 'dynamodb:PutItem'], [ledgerTable.tableArn]),
    // A run that was redriven in the middle takes the free lease at its first write, and only then.
    ...lease(scope, ['share-licenses', 'retire'], leaseTable),
    // One role name in whichever account, but only of our own organization.
    allow('AcceptInMembers', ['sts:AssumeRole'], [`arn:${Aws.PARTITION}:iam::*:role/${MEMBER_ROLE_NAME}`], {
      StringEquals: {
        'aws:ResourceOrgID': '${aws:PrincipalOrgID}',
        'sts:ExternalId': MEMBER_ROLE_EXTERNAL_ID,
      },
    }),
  ];
}
