/**
 * What the state machine that retires may do: its steps and maps, ask people, switch off exactly our rules and schedules,
 * and have setup remove the guard rail.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LIVE, PRODUCT, RULES, SCHEDULES } from '../config.ts';
import { callTheSteps, logAndTrace, MachineResources, publishTo, runMaps } from './machine.ts';
import { roleArn, ruleArn, scheduleArn, stateMachineArn } from './names.ts';
import { allow } from './platform.ts';

export function retire(scope: Construct, functions: IFunction[], to: MachineResources): PolicyStatement[] {
  const rules = Object.values(RULES).map((rule) => ruleArn(scope, rule));
  const schedules = Object.values(SCHEDULES).map((schedule) => scheduleArn(scope, PRODUCT, `${PRODUCT}-${schedule}`));
  return [
    callTheSteps(functions),
    ...runMaps(scope, 'retire', to.bucket),
    ...publishTo(to.alerts, to.key),
    allow('StopTheRules', ['events:DisableRule'], rules),
    // Scheduler replaces a schedule as a whole, and so is handed its role again.
    allow('StopTheSchedules', ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'], schedules),
    allow('KeepTheRoleOfTheSchedules', ['iam:PassRole'], [roleArn(scope, `${PRODUCT}-schedules`)], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    }),
    // Setup asks a person before it removes anything.
    allow('HaveTheGuardRailRemoved', ['states:StartExecution'], [stateMachineArn(scope, 'setup')], {
      'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [LIVE] },
    }),
    ...logAndTrace(),
  ];
}
