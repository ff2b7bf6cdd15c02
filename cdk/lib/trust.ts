/**
 * Whom a role lets in from other accounts: always named roles or users, never an account as such.
 *
 * The principal is the account, narrowed by a condition, since a role that is itself named as principal has to exist before,
 * and would have to be named anew after it was made again.
 */
import { AccountPrincipal, CompositePrincipal, IPrincipal } from 'aws-cdk-lib/aws-iam';

/** What IAM takes as the trust policy of a role without a higher quota. */
export const TRUST_CHARACTERS_MAX = 2_048;

export interface Trusted {
  /** The ARNs of the roles or users. */
  principals: string[];
  /** What they have to say. */
  externalId?: string;
  /** The organization that they have to be in. */
  organization?: string;
}

export function only(trusted: Trusted): IPrincipal {
  const principals = byAccount(trusted).map(({ account, conditions }) =>
    new AccountPrincipal(account).withConditions(conditions),
  );
  return new CompositePrincipal(...principals);
}

/** How long the trust policy is. */
export function trustCharacters(trusted: Trusted): number {
  const Statement = byAccount(trusted).map(({ account, conditions }) => ({
    Action: 'sts:AssumeRole',
    Condition: conditions,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
  }));
  return JSON.stringify({ Statement, Version: '2012-10-17' }).length;
}

function byAccount({ principals, externalId, organization }: Trusted) {
  const accounts = [...new Set(principals.map(accountOf))];
  const said = externalId === undefined ? {} : { 'sts:ExternalId': externalId };
  const member = organization === undefined ? {} : { 'aws:PrincipalOrgID': organization };
  return accounts.map((account) => ({
    account,
    conditions: {
      ArnEquals: { 'aws:PrincipalArn': principals.filter((arn) => accountOf(arn) === account) },
      StringEquals: { ...said, ...member },
    },
  }));
}

function accountOf(arn: string): string {
  return arn.split(':')[4]!;
}
