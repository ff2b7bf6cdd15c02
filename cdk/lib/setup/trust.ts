/** Whom the roles of setup trust: one function of one account, by its role, the external id and the organization. */
import { Aws } from 'aws-cdk-lib';
import { PrincipalBase } from 'aws-cdk-lib/aws-iam';
import { only } from '../trust.ts';
import { Setup } from './settings.ts';

export function theRole(name: string, { account, organization }: Setup): PrincipalBase {
  const arn = `arn:${Aws.PARTITION}:iam::${account}:role/${name}`;
  return only({ principals: [arn], accounts: [account], externalId: account, organization });
}
