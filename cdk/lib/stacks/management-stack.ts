/**
 * What setup may do in a management account where the product does not run: two roles, one to look and one to fix, each for
 * one function of one account.
 */
import { StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LentRole } from '../constructs/lent-role.ts';
import { fixInManagement } from '../permissions/setup-fix.ts';
import { lookIn } from '../permissions/setup-look.ts';
import { insistOnAccount } from '../place.ts';
import { FIX, FIX_ROLE, LOOK, LOOK_ROLE } from '../setup/config.ts';
import { Setup } from '../setup/settings.ts';
import { theRole } from '../setup/trust.ts';
import { StewardStack } from './steward-stack.ts';

export interface ManagementStackProps extends StackProps {
  setup: Setup;
}

export class ManagementStack extends StewardStack {
  constructor(scope: Construct, id: string, props: ManagementStackProps) {
    const { setup } = props;
    super(scope, id, {
      description: `Marketplace Steward: lets setup in ${setup.account} look and fix in its management account.`,
      ...props,
    });
    insistOnAccount(this, setup.managementAccount);
    new LentRole(this, 'Look', {
      roleName: LOOK_ROLE,
      does: `looks what is set up, for ${setup.account}.`,
      to: theRole(LOOK, setup),
      statements: lookIn(setup.managementAccount, setup),
    });
    new LentRole(this, 'Fix', {
      roleName: FIX_ROLE,
      does: `fixes what a person approved, for ${setup.account}.`,
      to: theRole(FIX, setup),
      statements: fixInManagement(setup),
    });
  }
}
