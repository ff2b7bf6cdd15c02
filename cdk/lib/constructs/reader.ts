/**
 * The role by which one member reads the snapshot and tells of its runs: all that the management side gives to it. The
 * management side gets no role in a member.
 */
import { AccountPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { readerRoleName, SYNC_READERS } from '../experiences/config.ts';
import { Member } from '../experiences/settings.ts';
import { roleArnIn } from '../permissions/names.ts';
import { readSnapshotsAs } from '../permissions/snapshots.ts';

export class Reader extends Construct {
  constructor(scope: Construct, id: string, props: { member: Member; snapshots: ITable }) {
    super(scope, id);
    const { name, account, externalId } = props.member;
    new Role(this, 'Role', {
      roleName: readerRoleName(name),
      description: `Marketplace Steward, ${name}: reads the snapshot and tells of its runs.`,
      // The account, narrowed to two of its roles: a role that is named as principal has to exist before.
      assumedBy: new AccountPrincipal(account).withConditions({
        ArnEquals: { 'aws:PrincipalArn': SYNC_READERS.map((role) => roleArnIn(this, account, role)) },
        StringEquals: { 'sts:ExternalId': externalId },
      }),
      inlinePolicies: { reader: new PolicyDocument({ statements: readSnapshotsAs(name, props.snapshots) }) },
    });
  }
}
