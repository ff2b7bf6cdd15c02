/** What the state machine of setup may do: its steps, and tell people of a question. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { callTheSteps, logAndTrace, publishTo } from './machine.ts';

export function setup(functions: IFunction[], alerts: ITopic, key: IKey): PolicyStatement[] {
  return [callTheSteps(functions), ...publishTo(alerts, key), ...logAndTrace()];
}
