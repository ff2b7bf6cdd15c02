/**
 * The role that accepts grants, in every account below the targets, those that come later as well. CloudFormation brings it
 * there by a StackSet of the management account.
 */
import { StackProps } from 'aws-cdk-lib';
import { CfnStackSet } from 'aws-cdk-lib/aws-cloudformation';
import { Construct } from 'constructs';
import { HOME_REGION, MEMBER_ROLE_NAME } from '../config.ts';
import { insistOnAccount } from '../place.ts';
import { MEMBERS } from '../setup/config.ts';
import { memberRole } from '../setup/member-role.ts';
import { Setup } from '../setup/settings.ts';
import { StewardStack } from './steward-stack.ts';

export interface MembersStackProps extends StackProps {
  setup: Setup;
  /** The root or the units. */
  targets: string[];
}

export class MembersStack extends StewardStack {
  constructor(scope: Construct, id: string, props: MembersStackProps) {
    const { setup, targets } = props;
    super(scope, id, {
      description: `Marketplace Steward: the role by which accounts accept the grants of ${setup.account}.`,
      // Without the role, grants stay at "pending acceptance".
      terminationProtection: true,
      ...props,
    });
    insistOnAccount(this, setup.managementAccount);
    const { attrStackSetId } = new CfnStackSet(this, 'Members', {
      stackSetName: MEMBERS,
      description: 'Marketplace Steward: the role that accepts grants.',
      permissionModel: 'SERVICE_MANAGED',
      callAs: 'SELF',
      // An account that leaves takes nothing of ours along.
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      // Operations that do not touch the same accounts go on side by side, the others wait instead of failing.
      managedExecution: { Active: true },
      operationPreferences: {
        // One account that refuses, by a policy of its own, keeps the role from no other.
        failureTolerancePercentage: 10,
        maxConcurrentPercentage: 25,
        concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
      },
      // A role is global: one Region an account.
      stackInstancesGroup: [{ deploymentTargets: { organizationalUnitIds: targets }, regions: [HOME_REGION] }],
      templateBody: JSON.stringify(memberRole(setup)),
    });
    this.output('StackSetId', attrStackSetId, `Who has the role ${MEMBER_ROLE_NAME} is in its instances.`);
  }
}
