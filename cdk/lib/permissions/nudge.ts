/** What `nudge` may do: take events from its queue and start the machine. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { stateMachineArn } from './names.ts';
import { allow } from './platform.ts';

export function nudge(scope: Construct, queue: IQueue): PolicyStatement[] {
  return [
    allow('StartRuns', ['states:StartExecution'], [stateMachineArn(scope)]),
    allow(
      'TakeEvents',
      ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      [queue.queueArn],
    ),
  ];
}
