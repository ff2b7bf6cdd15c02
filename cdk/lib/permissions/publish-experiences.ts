/** What the state machine that publishes may do: its one step, and tell the members. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { callTheSteps, logAndTrace, publishTo } from './machine.ts';

export function publishExperiences(functions: IFunction[], snapshots: ITopic, key: IKey): PolicyStatement[] {
  return [callTheSteps(functions), ...publishTo(snapshots, key), ...logAndTrace()];
}
