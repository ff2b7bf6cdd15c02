/**
 * One function: the prebuilt binary under one handler name, with its own role, log group and published version.
 *
 * A version that went live is never deleted: a run that began with it goes on with it, whatever is deployed meanwhile.
 *
 * The role holds exactly the statements that it is given and what every function needs to log and trace. Nothing adds
 * to it later: the role is handed on as immutable.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function, Runtime, Tracing, Version } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FUNCTION_LOG_KEPT, Handler, SIZES } from '../config.ts';
import { logStatement, traceStatement } from '../permissions/platform.ts';
import { acknowledgeWildcards } from '../wildcards.ts';

export interface WorkerProps {
  /** The name of the function, of its role and of its log group's last part. */
  name: string;
  handler: Handler;
  code: Code;
  key: IKey;
  environment: Record<string, string>;
  /** What this function may do beyond logging and tracing. */
  statements: PolicyStatement[];
}

export class Worker extends Construct {
  readonly function: Function;
  /** What this deployment made of the function; a new one whenever its code or its settings change. */
  readonly version: Version;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { name, handler } = props;
    const size = SIZES[handler];
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: FUNCTION_LOG_KEPT,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const statements = [...props.statements, logStatement(logGroup), traceStatement()];
    const role = new Role(this, 'Role', {
      roleName: name,
      description: `Marketplace Steward, ${handler}: ${size.does}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [handler]: new PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(role, statements);
    this.function = new Function(this, 'Function', {
      functionName: name,
      description: size.does,
      runtime: Runtime.PROVIDED_AL2023,
      architecture: Architecture.X86_64,
      handler,
      code: props.code,
      memorySize: size.memoryMebibytes,
      timeout: size.timeout,
      environment: { RUST_LOG: 'info', ...props.environment },
      role: role.withoutPolicyUpdates(),
      logGroup,
      tracing: Tracing.ACTIVE,
      // Kept for good, but for the version of a deployment that failed and was rolled back: Lambda publishes the same
      // code only once, so it would be in the way of the next try.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    this.version = this.function.currentVersion;
  }
}
