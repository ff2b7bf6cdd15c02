/**
 * The role by which one member reads the snapshot and tells of its runs: all that the management side gives to it. The
 * management side gets no role in a member.
 */
import { PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { readerRoleName, SYNC_READERS } from '../experiences/config.ts';
import { Member } from '../experiences/settings.ts';
import { roleArnIn } from '../permissions/names.ts';
import { readSnapshotsAs } from '../permissions/snapshots.ts';
import { only } from '../trust.ts';

export class Reader extends Construct {
  constructor(scope: Construct, id: string, props: { member: Member; snapshots: ITable }) {
    super(scope, id);
    const { name, account, externalId } = props.member;
    new Role(this, 'Role', {
      roleName: readerRoleName(name),
      description: `Marketplace Steward, ${name}: reads the snapshot and tells of its runs.`,
      assumedBy: only({
        principals: SYNC_READERS.map((role) => roleArnIn(this, account, role)),
        externalId,
      }),
      inlinePolicies: { reader: new PolicyDocument({ statements: readSnapshotsAs(name, props.snapshots) }) },
    });
  }
}
