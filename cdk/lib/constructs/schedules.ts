/**
 * Runs by the clock: the full pass, which finds what no event told of, and the report of drift, which writes nothing.
 *
 * A schedule starts the machine itself; there is nothing to merge. Should another run be at work, the lease keeps the
 * two apart.
 */
import { Aws, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DELIVERY, PRODUCT, SCHEDULE_GROUP_NAME } from '../config.ts';
import { scheduleGroupArn } from '../permissions/names.ts';
import { schedules } from '../permissions/schedules.ts';
import { Settings } from '../settings.ts';
import { DeadLetters } from './dead-letters.ts';

/** Makes EventBridge Scheduler call any action of any service, with `Input` as its parameters. */
const START_EXECUTION = 'aws-sdk:sfn:startExecution';
/** Scheduler puts its own id of the occasion here: the same occasion started twice is one run. */
const OCCASION = '<aws.scheduler.execution-id>';

export interface SchedulesProps {
  settings: Settings;
  /** The alias of the state machine. */
  aliasArn: string;
  alerts: ITopic;
}

export class Schedules extends Construct {
  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    const { fullPass, driftReport } = props.settings;
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', {
      name: `${PRODUCT}-schedules-dead-letters`,
      meaning: 'A scheduled run could not be started. Start one by hand, and look at the reason in the message.',
      alerts: props.alerts,
    });
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself the dead-letter queue, of schedules instead of a queue.',
    });
    const role = new Role(this, 'Role', {
      roleName: `${PRODUCT}-schedules`,
      description: 'Marketplace Steward, the schedules: starts runs.',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          // The group: Scheduler names no single schedule here (its User Guide, confused deputy prevention).
          ArnEquals: { 'aws:SourceArn': scheduleGroupArn(this) },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
      inlinePolicies: { schedules: new PolicyDocument({ statements: schedules(this, deadLetters) }) },
    });
    const group = new CfnScheduleGroup(this, 'Group', { name: SCHEDULE_GROUP_NAME });
    const start = (id: string, name: string, does: string, expression: string, run: string, request: object) =>
      new CfnSchedule(this, id, {
        name: `${PRODUCT}-${name}`,
        description: does,
        groupName: group.ref,
        scheduleExpression: expression,
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
    if (fullPass !== undefined) {
      start('FullPass', 'full-pass', 'Looks at everything.', fullPass, 'schedule', { reason: 'Scheduled full pass.' });
    }
    if (driftReport !== undefined) {
      start('DriftReport', 'drift-report', 'Makes a plan and tells of drift; writes nothing.', driftReport, 'drift', {
        plan_only: true,
        reason: 'Scheduled drift report.',
      });
    }
  }
}
