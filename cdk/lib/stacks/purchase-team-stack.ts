/**
 * The role that may still buy in AWS Marketplace under the guard rail, in the account that buys, and setup's role to see
 * whether it is there.
 */
import { StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LentRole } from '../constructs/lent-role.ts';
import { purchase } from '../permissions/purchase.ts';
import { lookIn } from '../permissions/setup-look.ts';
import { looksIn } from '../permissions/setup-roles.ts';
import { insistOnAccount } from '../place.ts';
import { LOOK, LOOK_ROLE } from '../setup/config.ts';
import { GuardRail, Setup } from '../setup/settings.ts';
import { team, theRole } from '../setup/trust.ts';
import { only } from '../trust.ts';
import { StewardStack } from './steward-stack.ts';

export interface PurchaseTeamStackProps extends StackProps {
  setup: Setup;
  guardRail: GuardRail;
}

export class PurchaseTeamStack extends StewardStack {
  constructor(scope: Construct, id: string, props: PurchaseTeamStackProps) {
    const { setup, guardRail } = props;
    const { purchaseAccount, purchaseRole, purchaseTeam } = guardRail;
    super(scope, id, {
      description: 'Marketplace Steward: the role that may buy in AWS Marketplace where nobody else may.',
      // Under the guard rail nobody could buy without it.
      terminationProtection: true,
      ...props,
    });
    insistOnAccount(this, purchaseAccount);
    const { role } = new LentRole(this, 'Purchase', {
      roleName: purchaseRole,
      does: 'buys in AWS Marketplace, for the purchase team.',
      to: only(team(purchaseTeam, setup.organization)),
      statements: purchase(),
    });
    // In the management account setup has its roles already.
    if (looksIn(setup).includes(purchaseAccount) && purchaseAccount !== setup.managementAccount) {
      new LentRole(this, 'Look', {
        roleName: LOOK_ROLE,
        does: `looks whether the purchase role is there, for ${setup.account}.`,
        to: theRole(LOOK, setup),
        statements: lookIn(purchaseAccount, setup),
      });
    }
    this.output('PurchaseRoleArn', role.roleArn, 'Take this role to buy.');
  }
}
