/**
 * The state machine of a run, from its file, its published version and the alias `live`. It adds names and rights; what
 * happens in which order is in the file.
 *
 * A run keeps the definition and the functions it began with, whatever is deployed meanwhile: the definition names
 * versions of functions, and versions are never deleted.
 */
import { fileURLToPath } from 'node:url';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IVersion } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { LIVE, STATE_MACHINE_LOG_KEPT, STATE_MACHINE_NAME } from '../config.ts';
import { stateMachineArn } from '../permissions/names.ts';
import { shareLicenses } from '../permissions/share-licenses.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

/** The machine's own file: its definition, with `${...}` for what only a deployment knows. */
export const DEFINITION_FILE = fileURLToPath(
  new URL('../../../statemachines/share-licenses.asl.json', import.meta.url),
);

export interface ShareLicensesProps {
  /** The versions of the functions by the names under which the file asks for them, without `Function` at the end. */
  functions: { Lease: IVersion; Observe: IVersion; Diff: IVersion; License: IVersion; Report: IVersion };
  bucket: IBucket;
  key: IKey;
}

export class ShareLicenses extends Construct {
  readonly stateMachine: StateMachine;
  /** Where runs are started: always at the version of the last deployment that went through. */
  readonly alias: CfnStateMachineAlias;

  constructor(scope: Construct, id: string, props: ShareLicensesProps) {
    super(scope, id);
    // Strings only: CloudFormation substitutes nothing else.
    const substitutions: Record<string, string> = { StateBucket: props.bucket.bucketName };
    for (const [name, version] of Object.entries(props.functions)) {
      substitutions[`${name}Function`] = version.functionArn;
    }
    const functions = Object.values(props.functions).map((version) => version.lambda);
    const statements = shareLicenses(this, functions, props.bucket);
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
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: this.stateMachine.stateMachineArn,
      // Another definition or role is another revision, and so another version; without this there would be only one.
      stateMachineRevisionId: this.stateMachine.stateMachineRevisionId,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.alias = new CfnStateMachineAlias(this, 'Live', {
      name: LIVE,
      description: 'What triggers and schedules start.',
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
  }
}
