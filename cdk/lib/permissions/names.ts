/**
 * ARNs made of the fixed names. They name things that would otherwise have to exist first: a role can speak of the
 * machine whose functions run under it, without a cycle.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RULE_NAME, STATE_MACHINE_NAME } from '../config.ts';

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

export function ruleArn(scope: Construct): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: RULE_NAME });
}
