/**
 * The one key of a stack: it protects what names people and accounts, the state bucket and the logs, and what others read,
 * the snapshot. The topic of alerts is under it because alarms could not publish there otherwise.
 *
 * The other tables and the queues are not under it on purpose. They hold ARNs, request ids and CloudTrail events, are
 * encrypted with keys that AWS manages, and so need no right to a key in any role.
 */
import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PRODUCT } from '../config.ts';
import { alarmArns } from '../permissions/names.ts';

export interface EncryptionKeyProps {
  /** Its name, without `alias/`. */
  alias: string;
  /** What it protects, for whoever reads the list of keys. */
  protects: string;
}

export class EncryptionKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `Marketplace Steward: ${props.protects}`,
      alias: props.alias,
      enableKeyRotation: true,
      // The bucket and the snapshot outlive the stack, so what opens them does as well.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroupsOfThisInstallation',
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        // CloudWatch Logs names the log group it acts for; nobody else's group may use our key through it.
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': ['/aws/lambda', '/aws/vendedlogs/states'].map((folder) =>
              Stack.of(this).formatArn({
                service: 'logs',
                resource: 'log-group',
                resourceName: `${folder}/${PRODUCT}-*`,
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            ),
          },
        },
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisInstallation',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        // CloudWatch publishes to the encrypted topic; nobody else's alarm may use our key through it.
        conditions: {
          ArnLike: { 'aws:SourceArn': alarmArns(this) },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
  }
}
