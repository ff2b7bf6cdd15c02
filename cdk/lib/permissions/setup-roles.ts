/** The roles of setup in other accounts, as its functions speak of them. */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FIX_ROLE, LOOK_ROLE } from '../setup/config.ts';
import { Setup } from '../setup/settings.ts';
import { allow } from './platform.ts';

/** The account whose purchase role is looked for, as long as the guard rail is wanted. */
export function buysIn({ guardRail }: Setup): string | undefined {
  return guardRail === undefined || guardRail.removed ? undefined : guardRail.purchaseAccount;
}

/** The accounts in which setup looks by a role: all but its own. */
export function looksIn(setup: Setup): string[] {
  const accounts = [setup.managementAccount, buysIn(setup)].filter((one) => one !== undefined);
  return [...new Set(accounts)].filter((one) => one !== setup.account);
}

/** Take setup's role in these accounts, and only by saying the external id; nothing when there are none. */
export function takeSetupRoles(
  { account }: Setup,
  role: typeof LOOK_ROLE | typeof FIX_ROLE,
  accounts: string[],
): PolicyStatement[] {
  if (accounts.length === 0) return [];
  const arns = accounts.map((one) => `arn:${Aws.PARTITION}:iam::${one}:role/${role}`);
  return [allow('TakeSetupRole', ['sts:AssumeRole'], arns, { StringEquals: { 'sts:ExternalId': account } })];
}
