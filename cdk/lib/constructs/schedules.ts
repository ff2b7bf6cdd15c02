/**
 * Runs by the clock. They find what no event told of.
 *
 * A schedule starts the machine itself; there is nothing to merge. Should another run be at work, the lease keeps the
 * two apart.
 */
import { Aws, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DELIVERY, Machine } from '../config.ts';
import { scheduleGroupArn } from '../permissions/names.ts';
import { schedules } from '../permissions/schedules.ts';
import { DeadLetters } from './dead-letters.ts';

/** Makes EventBridge Scheduler call any action of any service, with `Input` as its parameters. */
const START_EXECUTION = 'aws-sdk:sfn:startExecution';
/** Scheduler puts its own id of the occasion here: the same occasion started twice is one run. */
const OCCASION = '<aws.scheduler.execution-id>';

/** A run by the clock. */
export interface Scheduled {
  id: string;
  /** Its name, behind the prefix. */
  name: string;
  does: string;
  /** When, as an expression of EventBridge Scheduler; `undefined`: never. */
  at: string | undefined;
  /** How the names of its runs begin. */
  run: string;
  /** What the run is asked. */
  request: object;
}

export interface SchedulesProps {
  /** The start of every name, and the name of the group. */
  prefix: string;
  machine: Machine;
  runs: Scheduled[];
  /** The alias of the state machine. */
  aliasArn: string;
  alerts: ITopic;
}

export class Schedules extends Construct {
  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    const { prefix } = props;
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', {
      name: `${prefix}-schedules-dead-letters`,
      meaning: 'A scheduled run could not be started. Start one by hand, and look at the reason in the message.',
      alerts: props.alerts,
    });
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself the dead-letter queue, of schedules instead of a queue.',
    });
    const role = new Role(this, 'Role', {
      roleName: `${prefix}-schedules`,
      description: 'Marketplace Steward, the schedules: starts runs.',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          // The group: Scheduler names no single schedule here (its User Guide, confused deputy prevention).
          ArnEquals: { 'aws:SourceArn': scheduleGroupArn(this, prefix) },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
      inlinePolicies: { schedules: new PolicyDocument({ statements: schedules(this, props.machine, deadLetters) }) },
    });
    const group = new CfnScheduleGroup(this, 'Group', { name: prefix });
    for (const { id, name, does, at, run, request } of props.runs) {
      if (at === undefined) continue;
      new CfnSchedule(this, id, {
        name: `${prefix}-${name}`,
        description: does,
        groupName: group.ref,
        scheduleExpression: at,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: `arn:${Aws.PARTITION}:scheduler:::${START_EXECUTION}`,
          roleArn: role.roleArn,
          input: Stack.of(this).toJsonString({
            StateMachineArn: props.aliasArn,
            Name: `${run}-${OCCASION}`,
            Input: JSON.stringify(request),
          }),
          deadLetterConfig: { arn: deadLetters.queueArn },
          retryPolicy: DELIVERY,
        },
      });
    }
  }
}
