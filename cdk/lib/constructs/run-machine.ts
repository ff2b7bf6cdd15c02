/**
 * The state machine of a run, from its file, its published version and the alias `live`. It adds names and rights; what
 * happens in which order is in the file.
 *
 * A run keeps the definition and the functions it began with, whatever is deployed meanwhile: the definition names
 * versions of functions, and versions are never deleted.
 */
import { fileURLToPath } from 'node:url';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { LIVE, Machine, STATE_MACHINE_LOG_KEPT, stateMachineName } from '../config.ts';
import { stateMachineArn } from '../permissions/names.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

/** The machine's own file: its definition, with `${...}` for what only a deployment knows. */
export function definitionFile(machine: Machine): string {
  return fileURLToPath(new URL(`../../../statemachines/${machine}.asl.json`, import.meta.url));
}

export interface RunMachineProps {
  machine: Machine;
  /** The name of its role. */
  roleName: string;
  /** The versions of the functions by the names under which the file asks for them, without `Function` at the end. */
  functions: Record<string, IVersion>;
  /** What else the file asks for, by name. */
  substitutions: Record<string, string>;
  /** What the machine may do, given its functions. */
  statements: (functions: IFunction[]) => PolicyStatement[];
  /** The sentence about the machine in the description of its role. */
  does: string;
  key: IKey;
}

export class RunMachine extends Construct {
  readonly stateMachine: StateMachine;
  /** Where runs are started: always at the version of the last deployment that went through. */
  readonly alias: CfnStateMachineAlias;

  constructor(scope: Construct, id: string, props: RunMachineProps) {
    super(scope, id);
    const { machine } = props;
    const name = stateMachineName(machine);
    // Strings only: CloudFormation substitutes nothing else.
    const substitutions: Record<string, string> = { ...props.substitutions };
    for (const [called, version] of Object.entries(props.functions)) {
      substitutions[`${called}Function`] = version.functionArn;
    }
    const statements = props.statements(Object.values(props.functions).map((version) => version.lambda));
    const role = new Role(this, 'Role', {
      roleName: props.roleName,
      description: `Marketplace Steward, the state machine: ${props.does}`,
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          // The machine, and its map runs, whose ARN goes on after its name.
          ArnLike: { 'aws:SourceArn': `${stateMachineArn(this, machine)}*` },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
      inlinePolicies: { [machine]: new PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(role, statements);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: name,
      definitionBody: DefinitionBody.fromFile(definitionFile(machine)),
      definitionSubstitutions: substitutions,
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        // This folder is let in by the account's log policy without an entry of its own, of which there are only ten.
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${name}`,
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
