/** Every name of the stacks about setup that is theirs alone. They can be in one account with the hub and all others. */
import { Handler, PRODUCT } from '../config.ts';

/** The start of every name of a setup stack, and the name of its state machine. */
export const SETUP = `${PRODUCT}-setup`;

/** The name of one function of setup, of its role and of its log group's last part. */
export function functionOfSetup(handler: Handler): string {
  return handler.startsWith('setup-') ? `${PRODUCT}-${handler}` : `${SETUP}-${handler}`;
}

/** The functions of setup that act in other accounts; their roles bear the same names, which those accounts trust. */
export const LOOK = functionOfSetup('setup-look');
export const FIX = functionOfSetup('setup-fix');

/** The roles by which they act where the product does not run. */
export const LOOK_ROLE = 'MarketplaceStewardSetupLook';
export const FIX_ROLE = 'MarketplaceStewardSetupFix';

/** What follows the prefix in the name of the role that may still buy (`PURCHASE_ROLE` of `workers/domain`). */
export const PURCHASE_ROLE = 'PurchaseTeamRole';

/** The StackSet that makes the role for accepting grants. */
export const MEMBERS = `${PRODUCT}-members`;
