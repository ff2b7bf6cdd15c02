/**
 * ARNs made of the fixed names. They name things that would otherwise have to exist first: a role can speak of the
 * machine whose functions run under it, without a cycle.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Machine, PRODUCT, stateMachineName } from '../config.ts';

export function stateMachineArn(scope: Construct, machine: Machine): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: stateMachineName(machine),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The executions of the machine, or, with `/*`, those of its map runs. */
export function executionArns(scope: Construct, machine: Machine, label: '' | '/*' = ''): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachineName(machine)}${label}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export function roleArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
}

/** A role of this name in another account. */
export function roleArnIn(scope: Construct, account: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', account, resource: 'role', resourceName });
}

export function topicArnIn(scope: Construct, account: string, resource: string): string {
  return Stack.of(scope).formatArn({ service: 'sns', account, resource });
}

export function queueArnIn(scope: Construct, account: string, resource: string): string {
  return Stack.of(scope).formatArn({ service: 'sqs', account, resource });
}

export function ruleArn(scope: Construct, ruleName: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: ruleName });
}

export function defaultBusArn(scope: Construct): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
}

export function scheduleGroupArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName });
}

export function scheduleArn(scope: Construct, group: string, schedule: string): string {
  return Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule',
    resourceName: `${group}/${schedule}`,
  });
}

/** The alarms of this installation. */
export function alarmArns(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: `${PRODUCT}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
