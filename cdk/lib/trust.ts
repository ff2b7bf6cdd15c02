/**
 * Whom a role lets in from other accounts: always named roles or users, never an account as such.
 *
 * The principal is the account, narrowed by a condition, since a role that is itself named as principal has to exist before,
 * and would have to be named anew after it was made again.
 */
import { AccountPrincipal, CompositePrincipal, PrincipalBase } from 'aws-cdk-lib/aws-iam';

export interface Trusted {
  /** The ARNs of the roles or users. */
  principals: string[];
  /** The account or accounts that they are in. */
  accounts: string[];
  /** What they have to say. */
  externalId?: string;
  /** The organization that they have to be in. */
  organization?: string;
}

export function only({ principals, accounts, externalId, organization }: Trusted): PrincipalBase {
  const said = externalId === undefined ? {} : { 'sts:ExternalId': externalId };
  const member = organization === undefined ? {} : { 'aws:PrincipalOrgID': organization };
  return new CompositePrincipal(...accounts.map((account) => new AccountPrincipal(account))).withConditions({
    ArnEquals: { 'aws:PrincipalArn': principals },
    ...(externalId === undefined && organization === undefined ? {} : { StringEquals: { ...said, ...member } }),
  });
}
