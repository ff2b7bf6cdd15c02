/** What the state machine of licenses may do: its steps and maps, ask people, and send the event of drift. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DRIFT_FOUND } from '../config.ts';
import { callTheSteps, logAndTrace, MachineResources, publishTo, runMaps } from './machine.ts';
import { defaultBusArn } from './names.ts';
import { allow } from './platform.ts';

export function shareLicenses(scope: Construct, functions: IFunction[], to: MachineResources): PolicyStatement[] {
  return [
    callTheSteps(functions),
    ...runMaps(scope, 'share-licenses', to.bucket),
    ...publishTo(to.alerts, to.key),
    allow('TellOfDrift', ['events:PutEvents'], [defaultBusArn(scope)], {
      'ForAllValues:StringEquals': { 'events:source': DRIFT_FOUND.source },
      StringEquals: { 'events:detail-type': DRIFT_FOUND.detailType },
    }),
    ...logAndTrace(),
  ];
}
