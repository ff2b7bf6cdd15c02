/** The role in the management account by which a member reads the snapshot, as the member's functions speak of it. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allow } from './platform.ts';

export interface Reader {
  roleArn: string;
  externalId: string;
}

/** Take this one role, and only by saying the external id. */
export function takeReadRole({ roleArn, externalId }: Reader): PolicyStatement {
  return allow('TakeReadRole', ['sts:AssumeRole'], [roleArn], { StringEquals: { 'sts:ExternalId': externalId } });
}
