/**
 * What the platform needs of every role whatever its work: to log into its own group and to trace.
 */
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A statement that allows actions; every permission of the stack is made by it. */
export function allow(
  sid: string,
  actions: string[],
  resources: string[],
  conditions?: Record<string, Record<string, string | string[]>>,
): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources, conditions });
}

/** Write into the streams of one log group, and of no other. The group exists already. */
export function logStatement(logGroup: ILogGroup): PolicyStatement {
  return allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
}

/** Send trace segments. X-Ray has no resource to narrow this to. */
export function traceStatement(): PolicyStatement {
  return allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']);
}
