/** What `publish` may do: read the experiences that are published, and replace the snapshot. It changes no experience. */
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { listEntities, readEntities } from './marketplace.ts';
import { readPrerequisites } from './prerequisites.ts';
import { publishSnapshots } from './snapshots.ts';

export function publish(scope: Construct, experiences: string[], snapshots: ITable): PolicyStatement[] {
  return [readPrerequisites(), listEntities(), readEntities(scope, experiences), ...publishSnapshots(snapshots)];
}
