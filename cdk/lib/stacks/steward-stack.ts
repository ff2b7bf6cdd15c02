/** What all stacks have in common: they are for the home Region, and say where everything is. */
import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { insistOnHomeRegion } from '../place.ts';

export abstract class StewardStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    insistOnHomeRegion(this);
  }

  protected output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
