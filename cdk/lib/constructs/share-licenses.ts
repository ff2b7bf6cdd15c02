/**
 * The state machine of a run, from its file. It adds names and rights; what happens in which order is in the file.
 */
import { fileURLToPath } from 'node:url';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { STATE_MACHINE_LOG_KEPT, STATE_MACHINE_NAME } from '../config.ts';
import { stateMachineArn } from '../permissions/names.ts';
import { shareLicenses } from '../permissions/share-licenses.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

/** The machine's own file: its definition, with `${...}` for what only a deployment knows. */
export const DEFINITION_FILE = fileURLToPath(
  new URL('../../../statemachines/share-licenses.asl.json', import.meta.url),
);

export interface ShareLicensesProps {
  /** The functions by the names under which the file asks for them, without `Function` at the end. */
  functions: { Lease: IFunction; Observe: IFunction; Diff: IFunction; License: IFunction; Report: IFunction };
  bucket: IBucket;
  key: IKey;
}

export class ShareLicenses extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ShareLicensesProps) {
    super(scope, id);
    // Strings only: CloudFormation substitutes nothing else.
    const substitutions: Record<string, string> = { StateBucket: props.bucket.bucketName };
    for (const [name, worker] of Object.entries(props.functions)) {
      substitutions[`${name}Function`] = worker.functionArn;
    }
    const statements = shareLicenses(this, Object.values(props.functions), props.bucket);
    const role = new Role(this, 'Role', {
      roleName: STATE_MACHINE_NAME,
      description: 'Marketplace Steward, the state machine: calls the steps and its own map runs.',
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          // The machine, and its map runs, whose ARN goes on after its name.
          ArnLike: { 'aws:SourceArn': `${stateMachineArn(this)}*` },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
      inlinePolicies: { 'share-licenses': new PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(role, statements);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: STATE_MACHINE_NAME,
      definitionBody: DefinitionBody.fromFile(DEFINITION_FILE),
      definitionSubstitutions: substitutions,
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        // This folder is let in by the account's log policy without an entry of its own, of which there are only ten.
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${STATE_MACHINE_NAME}`,
          retention: STATE_MACHINE_LOG_KEPT,
          encryptionKey: props.key,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // Which state, when, with which error; the data are in the bucket under their own rules.
        includeExecutionData: false,
      },
    });
  }
}
