/** What the schedules may do: start runs, and leave in their dead-letter queue what could not be started. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Machine } from '../config.ts';
import { allow } from './platform.ts';
import { startRuns } from './start-runs.ts';

export function schedules(scope: Construct, machine: Machine, deadLetters: IQueue): PolicyStatement[] {
  return [
    startRuns(scope, machine),
    // Scheduler does this under the role of the schedule, unlike a rule.
    allow('LeaveDeadLetters', ['sqs:SendMessage'], [deadLetters.queueArn]),
  ];
}
