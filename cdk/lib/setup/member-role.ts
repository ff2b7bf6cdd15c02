/**
 * The template that a StackSet brings into every account: the role that accepts grants there, for the hub alone.
 *
 * It is a template of its own, made of the settings and nothing that only a deployment knows.
 */
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { MEMBER_ROLE_NAME } from '../config.ts';
import { allow } from '../permissions/platform.ts';
import { Setup } from './settings.ts';

/** The function of the hub that accepts grants, by its role. */
const ACCEPTS = 'marketplace-steward-license';

export function memberRole({ account, organization }: Setup): object {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Marketplace Steward: accepts the grants of the hub in this account.',
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: MEMBER_ROLE_NAME,
          Description: 'Marketplace Steward: accepts the grants of the hub, and does nothing else.',
          MaxSessionDuration: 3_600,
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: `arn:aws:iam::${account}:root` },
                Action: 'sts:AssumeRole',
                Condition: {
                  StringEquals: { 'sts:ExternalId': account, 'aws:PrincipalOrgID': organization },
                  ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${ACCEPTS}` },
                },
              },
            ],
          },
          Policies: [
            {
              PolicyName: 'accept-grants',
              PolicyDocument: new PolicyDocument({
                statements: [
                  allow('AcceptGrants', ['license-manager:AcceptGrant'], [`arn:aws:license-manager::${account}:grant:*`]),
                ],
              }).toJSON(),
            },
          ],
        },
      },
    },
  };
}
