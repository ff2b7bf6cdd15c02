/**
 * The ways a role may use service-linked roles. They are known by their paths, never by their names, which AWS's own guides
 * spell differently.
 */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { PURCHASE_ORDERS } from '../setup/services.ts';
import { allow } from './platform.ts';

/** List roles. IAM knows no resource here, not even a path. */
export function listRoles(): PolicyStatement {
  return allow('ListRoles', ['iam:ListRoles'], ['*']);
}

/** Make the roles of these services; nothing when there are none. */
export function createLinkedRoles(sid: string, account: string, services: string[]): PolicyStatement[] {
  if (services.length === 0) return [];
  const paths = services.map((service) => linkedRoles(account, service));
  return [
    allow(sid, ['iam:CreateServiceLinkedRole'], paths, { StringEquals: { 'iam:AWSServiceName': services } }),
  ];
}

/** One thing with the purchase-orders role: read its policies, follow its deletion, describe or delete it. */
export function purchaseOrders(
  sid: string,
  account: string,
  action:
    | 'iam:DeleteServiceLinkedRole'
    | 'iam:GetServiceLinkedRoleDeletionStatus'
    | 'iam:ListAttachedRolePolicies'
    | 'iam:UpdateRole',
): PolicyStatement {
  return allow(sid, [action], [linkedRoles(account, PURCHASE_ORDERS)]);
}

function linkedRoles(account: string, service: string): string {
  return `arn:${Aws.PARTITION}:iam::${account}:role/aws-service-role/${service}/*`;
}
