/** What the state machine of a member may do: its steps and maps, and tell people of a question. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { callTheSteps, logAndTrace, publishTo, runMaps } from './machine.ts';

export interface SyncResources {
  bucket: IBucket;
  alerts: ITopic;
  key: IKey;
}

export function syncExperiences(scope: Construct, functions: IFunction[], to: SyncResources): PolicyStatement[] {
  return [
    callTheSteps(functions),
    ...runMaps(scope, 'sync-experiences', to.bucket),
    ...publishTo(to.alerts, to.key),
    ...logAndTrace(),
  ];
}
