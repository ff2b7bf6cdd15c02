/**
 * The one way to start a run: by the alias, so that it runs what a deployment made whole.
 *
 * Step Functions authorizes a call on an alias against the ARN of the machine, never against that of the alias; which
 * alias it was is a condition (Step Functions Developer Guide, authorization for versions and aliases).
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LIVE, Machine } from '../config.ts';
import { stateMachineArn } from './names.ts';
import { allow } from './platform.ts';

export function startRuns(scope: Construct, machine: Machine): PolicyStatement {
  return allow('StartRuns', ['states:StartExecution'], [stateMachineArn(scope, machine)], {
    'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [LIVE] },
  });
}
