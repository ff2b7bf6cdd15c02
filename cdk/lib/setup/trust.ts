/** Whom the roles of setup, and the one of the purchase team, trust. */
import { Aws } from 'aws-cdk-lib';
import { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { only, Trusted } from '../trust.ts';
import { Setup } from './settings.ts';

/** One function of setup, by its role, the external id and the organization. */
export function theRole(name: string, { account, organization }: Setup): IPrincipal {
  const arn = `arn:${Aws.PARTITION}:iam::${account}:role/${name}`;
  return only({ principals: [arn], externalId: account, organization });
}

/** The people who buy. They say no external id: the console asks for none. */
export function team(purchaseTeam: string[], organization: string): Trusted {
  return { principals: purchaseTeam, organization };
}
