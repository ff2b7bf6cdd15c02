/**
 * What a state machine itself may do: call its functions, run and redrive its own map runs, read their items, write
 * their results, tell people and others, log.
 *
 * `DefinitionBody.fromFile` gives a role nothing, so all of it is here. Each machine takes what its file asks for.
 */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Machine } from '../config.ts';
import { executionArns, stateMachineArn } from './names.ts';
import { allow } from './platform.ts';
import { runs, useBucketKey } from './state-bucket.ts';

export function callTheSteps(functions: IFunction[]): PolicyStatement {
  // Versions, the old ones as well: a run goes on with those it started with, redriven for up to two weeks.
  const resources = functions.map(({ functionArn }) => `${functionArn}:*`);
  return allow('CallTheSteps', ['lambda:InvokeFunction'], resources);
}

/** Run maps whose items are in the bucket, and whose results go there. */
export function runMaps(scope: Construct, machine: Machine, bucket: IBucket): PolicyStatement[] {
  return [
    // On the machine and without a version: so Step Functions authorizes what a Distributed Map starts.
    allow('RunMaps', ['states:StartExecution'], [stateMachineArn(scope, machine)]),
    allow('WatchAndStopMaps', ['states:DescribeExecution', 'states:StopExecution'], [executionArns(scope, machine)]),
    allow('RedriveMaps', ['states:RedriveExecution'], [executionArns(scope, machine, '/*')]),
    // Items in, results out (Step Functions Developer Guide, IAM policies for ItemReader and ResultWriter).
    allow(
      'ReadItemsAndWriteResults',
      ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      [runs(bucket)],
    ),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}

/** What a machine uses that runs maps and asks people. */
export interface MachineResources {
  bucket: IBucket;
  alerts: ITopic;
  key: IKey;
}

/** Publish to one topic, and let SNS encrypt it with the topic's key. */
export function publishTo(topic: ITopic, key: IKey): PolicyStatement[] {
  return [
    allow('PublishToTheTopic', ['sns:Publish'], [topic.topicArn]),
    allow('UseTopicKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn], {
      StringEquals: { 'kms:ViaService': `sns.${Aws.REGION}.amazonaws.com` },
    }),
  ];
}

/** Log delivery and tracing know no resource (Step Functions Developer Guide, logging and tracing). */
export function logAndTrace(): PolicyStatement[] {
  return [
    allow(
      'DeliverLogs',
      [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:DescribeLogGroups',
        'logs:DescribeResourcePolicies',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:UpdateLogDelivery',
      ],
      ['*'],
    ),
    allow(
      'Trace',
      ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      ['*'],
    ),
  ];
}
