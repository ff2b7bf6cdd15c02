/**
 * What the state machine itself may do: call its functions, run and redrive its own map runs, read their items, write
 * their results, tell of drift, log.
 *
 * `DefinitionBody.fromFile` gives a role nothing, so all of it is here.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DRIFT_FOUND } from '../config.ts';
import { defaultBusArn, executionArns, stateMachineArn } from './names.ts';
import { allow } from './platform.ts';
import { runs, useBucketKey } from './state-bucket.ts';

export function shareLicenses(scope: Construct, functions: IFunction[], bucket: IBucket): PolicyStatement[] {
  return [
    allow(
      'CallTheSteps',
      ['lambda:InvokeFunction'],
      // Versions, the old ones as well: a run goes on with those it started with, redriven for up to two weeks.
      functions.map(({ functionArn }) => `${functionArn}:*`),
    ),
    // On the machine and without a version: so Step Functions authorizes what a Distributed Map starts.
    allow('RunMaps', ['states:StartExecution'], [stateMachineArn(scope)]),
    allow('WatchAndStopMaps', ['states:DescribeExecution', 'states:StopExecution'], [executionArns(scope)]),
    allow('RedriveMaps', ['states:RedriveExecution'], [executionArns(scope, '/*')]),
    // Items in, results out (Step Functions Developer Guide, IAM policies for ItemReader and ResultWriter).
    allow(
      'ReadItemsAndWriteResults',
      ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      [runs(bucket)],
    ),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
    allow('TellOfDrift', ['events:PutEvents'], [defaultBusArn(scope)], {
      'ForAllValues:StringEquals': { 'events:source': DRIFT_FOUND.source },
      StringEquals: { 'events:detail-type': DRIFT_FOUND.detailType },
    }),
    // Log delivery and tracing know no resource (Step Functions Developer Guide, logging and tracing).
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
      [
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ],
      ['*'],
    ),
  ];
}
