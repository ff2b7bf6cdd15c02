/** The stacks of a file of setups: for each entry setup itself, and what it needs in other accounts. */
import { App } from 'aws-cdk-lib';
import { Setup } from '../setup/settings.ts';
import { ManagementStack } from './management-stack.ts';
import { MembersStack } from './members-stack.ts';
import { PurchaseTeamStack } from './purchase-team-stack.ts';
import { SetupStack } from './setup-stack.ts';

export function stacksOfSetups(app: App, bootstrapDirectory: string, setups: Setup[]): void {
  for (const setup of setups) {
    const { name, guardRail, memberRoles } = setup;
    new SetupStack(app, `MarketplaceStewardSetup-${name}`, { bootstrapDirectory, setup });
    if (!setup.inManagement) new ManagementStack(app, `MarketplaceStewardManagement-${name}`, { setup });
    if (guardRail !== undefined) {
      new PurchaseTeamStack(app, `MarketplaceStewardPurchaseTeam-${name}`, { setup, guardRail });
    }
    if (memberRoles !== undefined) {
      new MembersStack(app, `MarketplaceStewardMembers-${name}`, { setup, targets: memberRoles });
    }
  }
}
