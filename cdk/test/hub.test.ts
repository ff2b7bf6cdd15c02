import { tmpdir } from 'node:os';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { hub } from './hub.ts';

const { app, stack, template } = hub();

describe('the hub stack', () => {
  it('has no finding of the AWS Solutions rules that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    const findings = violations.flatMap((one) =>
      one.violatingResources.map((resource) => `${one.ruleName} at ${resource.constructPath}`),
    );
    expect(findings).toEqual([]);
  });

  it('refuses every Region but the one that hears of Organizations', () => {
    const { Rules } = template.toJSON();
    expect(Rules.HomeRegion.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });
  });

  it('is not tied to an account or a Region', () => {
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
  });

  it('is protected from being deleted while its grants are out', () => {
    expect(stack.terminationProtection).toBe(true);
  });

  it('says where everything is', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlertsTopicArn',
      'LeaseTableName',
      'LedgerTableName',
      'RetireAliasArn',
      'StateBucketName',
      'StateMachineAliasArn',
      'StateMachineArn',
    ]);
  });

  it('says how to build what it is made of when that is missing', () => {
    expect(() => hub({ bootstrapDirectory: tmpdir() })).toThrow(/no file "bootstrap".*cargo xtask package/s);
  });
});
