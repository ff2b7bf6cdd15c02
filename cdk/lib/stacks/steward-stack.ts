/** What all stacks have in common: they are for the home Region, make functions in one way, and say where everything is. */
import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Version } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bootstrapDirectory } from '../bootstrap.ts';
import { Handler } from '../config.ts';
import { Worker } from '../constructs/worker.ts';
import { insistOnHomeRegion } from '../place.ts';

/** Makes one function and gives the version that this deployment makes of it. */
type MakeWorker = (
  id: string,
  handler: Handler,
  statements: PolicyStatement[],
  environment: Record<string, string>,
) => Version;

export abstract class StewardStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    insistOnHomeRegion(this);
  }

  /** How this stack makes its functions of the binary in `directory`, each under the name that `nameOf` gives it. */
  protected workers(directory: string, key: IKey, nameOf: (handler: Handler) => string): MakeWorker {
    const code = Code.fromAsset(bootstrapDirectory(directory));
    return (id, handler, statements, environment) =>
      new Worker(this, id, { name: nameOf(handler), handler, code, key, statements, environment }).version;
  }

  protected output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
