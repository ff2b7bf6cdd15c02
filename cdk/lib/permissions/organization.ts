/** The ways a role may use the organization: reading it, trusted access, and delegated administrators. */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { delegated, trusted } from '../setup/services.ts';
import { Setup } from '../setup/settings.ts';
import { allow } from './platform.ts';

/** Which organization this is. Knows no resource. */
export function describeOrganization(): PolicyStatement {
  return allow('DescribeOrganization', ['organizations:DescribeOrganization'], ['*']);
}

/** Which services have trusted access. Knows no resource. */
export function readTrustedAccess(): PolicyStatement {
  return allow('ListTrustedAccess', ['organizations:ListAWSServiceAccessForOrganization'], ['*']);
}

/** Who is delegated administrator, for the services that need one here. */
export function listAdministrators(setup: Setup): PolicyStatement[] {
  return forServices('ListAdministrators', 'organizations:ListDelegatedAdministrators', '*', delegated(setup));
}

export function enableTrustedAccess(setup: Setup): PolicyStatement[] {
  return forServices('EnableTrustedAccess', 'organizations:EnableAWSServiceAccess', '*', trusted(setup));
}

/** Make the account that the product runs in, and no other, delegated administrator. */
export function registerAdministrator(setup: Setup): PolicyStatement[] {
  const account = ofOrganization(setup, 'account', setup.account);
  return forServices('Delegate', 'organizations:RegisterDelegatedAdministrator', account, delegated(setup));
}

/** Something of the organization. All of it belongs to the management account. */
export function ofOrganization({ managementAccount, organization }: Setup, kind: string, id: string): string {
  return `arn:${Aws.PARTITION}:organizations::${managementAccount}:${kind}/${organization}/${id}`;
}

function forServices(sid: string, action: string, resource: string, services: string[]): PolicyStatement[] {
  if (services.length === 0) return [];
  return [allow(sid, [action], [resource], { StringEquals: { 'organizations:ServicePrincipal': services } })];
}
