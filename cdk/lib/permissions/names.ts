/**
 * ARNs made of the fixed names. They name things that would otherwise have to exist first: a role can speak of the
 * machine whose functions run under it, without a cycle.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { functionName, Handler, PRODUCT, SCHEDULE_GROUP_NAME, STATE_MACHINE_NAME } from '../config.ts';

export function stateMachineArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: STATE_MACHINE_NAME,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The executions of the machine, or, with `/*`, those of its map runs. */
export function executionArns(scope: Construct, label: '' | '/*' = ''): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${STATE_MACHINE_NAME}${label}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export function roleArn(scope: Construct, handler: Handler): string {
  const resourceName = functionName(handler);
  return Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
}

export function ruleArn(scope: Construct, ruleName: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: ruleName });
}

export function defaultBusArn(scope: Construct): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
}

export function scheduleGroupArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: SCHEDULE_GROUP_NAME,
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
