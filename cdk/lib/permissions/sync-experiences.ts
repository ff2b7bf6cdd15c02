/** What the state machine of a member may do: its steps and maps, and tell people of a question. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { callTheSteps, logAndTrace, MachineResources, publishTo, runMaps } from './machine.ts';

export function syncExperiences(scope: Construct, functions: IFunction[], to: MachineResources): PolicyStatement[] {
  return [
    callTheSteps(functions),
    ...runMaps(scope, 'sync-experiences', to.bucket),
    ...publishTo(to.alerts, to.key),
    ...logAndTrace(),
  ];
}
