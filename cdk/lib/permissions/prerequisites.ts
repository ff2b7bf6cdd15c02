/** What a run may read of what has to be in place before it writes. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allow } from './platform.ts';

/**
 * The organization, the services with trusted access, the delegated administrators, the service-linked roles, and what
 * else is named. None of it knows a resource (Service Authorization Reference); all of it only tells.
 */
export function readPrerequisites(...more: string[]): PolicyStatement {
  return allow(
    'ReadPrerequisites',
    [
      'iam:ListRoles',
      'organizations:DescribeOrganization',
      'organizations:ListAWSServiceAccessForOrganization',
      'organizations:ListDelegatedAdministrators',
      ...more,
    ],
    ['*'],
  );
}
