import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { hub } from './hub.ts';

function scheduled(template: Template): Map<string, any> {
  const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  return new Map(schedules.map(({ Properties }) => [Properties.Name, Properties]));
}

/** What a schedule tells Step Functions, with the alias as `<live>`. */
function startOf(schedule: any): any {
  return JSON.parse(
    schedule.Target.Input['Fn::Join'][1]
      .map((part: any) => (typeof part === 'string' ? part : '<live>'))
      .join(''),
  );
}

const { template } = hub({ context: { drift_report: 'cron(0 6 * * ? *)' } });
const schedules = scheduled(template);

describe('by itself', () => {
  it('everything is looked at every six hours, and no report of drift is made', () => {
    const byDefault = scheduled(hub().template);
    expect([...byDefault.keys()]).toEqual(['marketplace-steward-full-pass']);
    expect(byDefault.get('marketplace-steward-full-pass').ScheduleExpression).toBe('rate(6 hours)');
  });

  it('nothing is done when both are off', () => {
    expect(scheduled(hub({ context: { full_pass: 'off' } }).template).size).toBe(0);
  });
});

describe('a schedule', () => {
  it('of the full pass asks for everything, under a name that is the same for the same occasion', () => {
    expect(startOf(schedules.get('marketplace-steward-full-pass'))).toEqual({
      StateMachineArn: '<live>',
      Name: 'schedule-<aws.scheduler.execution-id>',
      Input: JSON.stringify({ reason: 'Scheduled full pass.' }),
    });
  });

  it('of the drift report asks for a plan and no more', () => {
    const drift = schedules.get('marketplace-steward-drift-report');
    expect(drift.ScheduleExpression).toBe('cron(0 6 * * ? *)');
    const { Name, Input } = startOf(drift);
    expect(Name).toBe('drift-<aws.scheduler.execution-id>');
    expect(JSON.parse(Input)).toEqual({ plan_only: true, reason: 'Scheduled drift report.' });
  });

  it('starts the alias by the call itself, at its time, and leaves what fails in its dead-letter queue', () => {
    const [alias] = Object.keys(template.findResources('AWS::StepFunctions::StateMachineAlias'));
    const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
    const [deadLetters] = queues.find(
      ([, { Properties }]) => Properties.QueueName === 'marketplace-steward-schedules-dead-letters',
    )!;
    const [group] = Object.keys(template.findResources('AWS::Scheduler::ScheduleGroup'));
    for (const schedule of schedules.values()) {
      expect(schedule.GroupName).toEqual({ Ref: group });
      expect(schedule.FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
      const { Arn, Input, DeadLetterConfig, RetryPolicy } = schedule.Target;
      expect(Arn['Fn::Join'][1].at(-1)).toBe(':scheduler:::aws-sdk:sfn:startExecution');
      expect(Input['Fn::Join'][1].filter((part: unknown) => typeof part !== 'string')).toEqual([
        { 'Fn::GetAtt': [alias, 'Arn'] },
      ]);
      expect(DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } });
      expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 });
    }
  });
});
