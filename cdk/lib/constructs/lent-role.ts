/** A role that others take, for an hour at most. It holds exactly the statements that it is given. */
import { Duration } from 'aws-cdk-lib';
import { IPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../wildcards.ts';

export interface LentRoleProps {
  roleName: string;
  /** The sentence about it in its description. */
  does: string;
  /** Who may take it. */
  to: IPrincipal;
  statements: PolicyStatement[];
}

export class LentRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { roleName, does, to, statements }: LentRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName,
      description: `Marketplace Steward: ${does}`,
      assumedBy: to,
      maxSessionDuration: Duration.hours(1),
      inlinePolicies: { rights: new PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(this.role, statements);
  }
}
