/** The ways a role may use the table of snapshots: as the one who publishes, or as one member. */
import { Aws } from 'aws-cdk-lib';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { MEMBER_PARTITION, SNAPSHOT_PARTITION } from '../experiences/config.ts';
import { allow } from './platform.ts';

/** Replace the snapshot, and see what members told. */
export function publishSnapshots(table: ITable): PolicyStatement[] {
  return [
    allow(
      'PublishSnapshots',
      ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      [table.tableArn],
      inPartition('StringEquals', SNAPSHOT_PARTITION),
    ),
    allow('ReadRecords', ['dynamodb:GetItem'], [table.tableArn], inPartition('StringLike', `${MEMBER_PARTITION}*`)),
    useTableKey(table),
  ];
}

/** Read the snapshot, and read and write what this member tells; nothing of another member. */
export function readSnapshotsAs(member: string, table: ITable): PolicyStatement[] {
  return [
    allow(
      'ReadSnapshots',
      ['dynamodb:GetItem', 'dynamodb:Query'],
      [table.tableArn],
      inPartition('StringEquals', SNAPSHOT_PARTITION),
    ),
    allow(
      'TellOfRuns',
      ['dynamodb:GetItem', 'dynamodb:PutItem'],
      [table.tableArn],
      inPartition('StringEquals', `${MEMBER_PARTITION}${member}`),
    ),
    useTableKey(table),
  ];
}

function inPartition(operator: 'StringEquals' | 'StringLike', key: string): Record<string, Record<string, string[]>> {
  return { [`ForAllValues:${operator}`]: { 'dynamodb:LeadingKeys': [key] } };
}

/** What DynamoDB needs of whoever uses a table under our own key (its Developer Guide, encryption at rest). */
function useTableKey(table: ITable): PolicyStatement {
  return allow(
    'UseTableKey',
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    [table.encryptionKey!.keyArn],
    { StringEquals: { 'kms:ViaService': `dynamodb.${Aws.REGION}.amazonaws.com` } },
  );
}
