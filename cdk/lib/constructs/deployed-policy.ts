/**
 * Puts the policy file into the state bucket, as it is, by the function that CDK has for it.
 *
 * It never deletes: neither what else is in the bucket, nor the policy when a later deployment names no file. Every
 * version of the policy is kept by the bucket.
 */
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { FUNCTION_LOG_KEPT, POLICY_KEY, PRODUCT } from '../config.ts';
import { deployPolicy } from '../permissions/deploy-policy.ts';
import { logStatement } from '../permissions/platform.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

/** How CDK calls its function, of which a stack has one. */
const HANDLER = 'Custom::CDKBucketDeployment';

export interface DeployedPolicyProps {
  text: string;
  bucket: IBucket;
  key: IKey;
}

export class DeployedPolicy extends Construct {
  constructor(scope: Construct, id: string, { text, bucket, key }: DeployedPolicyProps) {
    super(scope, id);
    const name = `${PRODUCT}-deploy-policy`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: FUNCTION_LOG_KEPT,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const document = new PolicyDocument();
    const role = new Role(this, 'Role', {
      roleName: name,
      description: 'Marketplace Steward, deploy-policy: puts policy.toml into the state bucket.',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { 'deploy-policy': document },
    });
    // What CDK would grant, to delete whatever is in the bucket among others, is not needed, and so not granted.
    const fixed = role.withoutPolicyUpdates();
    const source = Source.data(POLICY_KEY, text).bind(this, { handlerRole: fixed });
    const statements = [...deployPolicy(source.bucket, bucket), logStatement(logGroup)];
    document.addStatements(...statements);
    acknowledgeWildcards(role, statements);
    new BucketDeployment(this, 'Deployment', {
      sources: [{ bind: () => source }],
      destinationBucket: bucket,
      prune: false,
      retainOnDelete: true,
      role: fixed,
      logGroup,
    });
    const [handler] = Stack.of(this).node.children.filter(({ node }) => node.id.startsWith(HANDLER));
    Validations.of(handler!).acknowledge({
      id: 'AwsSolutions-L1',
      reason: "CDK's own function, in the runtime that its authors test it with; it moves on with the version of CDK.",
    });
  }
}
