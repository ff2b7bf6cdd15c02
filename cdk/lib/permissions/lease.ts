/** What `lease` may do: hold the lease, and ask whether its holder still runs. */
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Machine } from '../config.ts';
import { executionArns } from './names.ts';
import { allow } from './platform.ts';

export function lease(scope: Construct, machines: Machine | Machine[], leaseTable: ITable): PolicyStatement[] {
  return [
    allow('HoldTheLease', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [leaseTable.tableArn]),
    allow(
      'AskForTheHolder',
      ['states:DescribeExecution'],
      [machines].flat().map((machine) => executionArns(scope, machine)),
    ),
  ];
}
