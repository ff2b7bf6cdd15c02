/** What `nudge` may do: take events from its queues and start runs. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Machine } from '../config.ts';
import { allow } from './platform.ts';
import { startRuns } from './start-runs.ts';

export function nudge(scope: Construct, machine: Machine, queues: IQueue[]): PolicyStatement[] {
  return [
    startRuns(scope, machine),
    allow(
      'TakeEvents',
      ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      queues.map(({ queueArn }) => queueArn),
    ),
  ];
}
