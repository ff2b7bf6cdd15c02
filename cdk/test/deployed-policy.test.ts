import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { accountTagChanged } from '../lib/event-patterns.ts';
import { policyFrom } from '../lib/policy/file.ts';
import { hub, POLICY, statementsByRole, synthesizable } from './hub.ts';
import { only, readAs } from './stacks.ts';

const { app, stack } = synthesizable({ context: { policy: POLICY } });
const assembly = app.synth();
const template = Template.fromStack(stack);
const [, deployment] = only(template, 'Custom::CDKBucketDeployment');

/** The directories that the deployment uploads, by the name of the object that each becomes. */
function upload(key: string): string {
  const [id] = key.split('.');
  const manifest = JSON.parse(readFileSync(join(assembly.directory, `${stack.stackName}.assets.json`), 'utf8'));
  return join(assembly.directory, manifest.files[id!].source.path);
}

function hubWith(policy: string) {
  const file = readAs('policy', policy, policyFrom);
  return synthesizable({ policy: file });
}

describe('a deployed policy', () => {
  it('is the file byte for byte, under the name that the worker reads', () => {
    const [key, ...others] = deployment.Properties.SourceObjectKeys;
    expect(others).toEqual([]);
    expect(deployment.Properties.SourceMarkers).toBeUndefined();
    expect(deployment.Properties.DestinationBucketKeyPrefix).toBeUndefined();
    expect(readdirSync(upload(key))).toEqual(['policy.toml']);
    expect(readFileSync(join(upload(key), 'policy.toml')).equals(readFileSync(POLICY))).toBe(true);
  });

  it('deletes nothing: no other object of the bucket, nor itself when no file is named any more', () => {
    expect(deployment.Properties).toMatchObject({ Prune: false, RetainOnDelete: true });
  });

  it('goes to the state bucket, which is under our key and keeps its versions for good', () => {
    const [bucket, { Properties }] = only(template, 'AWS::S3::Bucket');
    const [key] = only(template, 'AWS::KMS::Key');
    expect(deployment.Properties.DestinationBucketName).toEqual({ Ref: bucket });
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      {
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [key, 'Arn'] } },
      },
    ]);
    const prefixes = Properties.LifecycleConfiguration.Rules.map((rule: any) => rule.Prefix);
    expect(prefixes).toEqual(['runs/']);
  });

  it('is put there by a function that may write this one object and delete none', () => {
    const statements = statementsByRole(template).get('deploy-policy')!;
    expect(Object.fromEntries(statements.map(({ sid, actions, resources }) => [sid, [actions, resources]]))).toEqual({
      ReadUploads: [
        ['s3:GetObject'],
        ['arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*'],
      ],
      CompareWithTheBucket: [['s3:ListBucket'], [expect.stringMatching(/^<StateBucket\w+\.Arn>$/)]],
      WritePolicy: [['s3:PutObject'], [expect.stringMatching(/^<StateBucket\w+\.Arn>\/policy\.toml$/)]],
      UseBucketKey: [
        ['kms:Decrypt', 'kms:GenerateDataKey'],
        [expect.stringMatching(/^<EncryptionKey\w+\.Arn>$/)],
      ],
      Log: [
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [expect.stringMatching(/^<DeployedPolicyLog\w+\.Arn>$/)],
      ],
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const [, role] = only(template, 'AWS::IAM::Role', { RoleName: 'marketplace-steward-deploy-policy' });
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });

  it('leaves a log under our key, kept as long as those of the other functions', () => {
    const [log] = only(template, 'AWS::Logs::LogGroup', {
      LogGroupName: '/aws/lambda/marketplace-steward-deploy-policy',
      RetentionInDays: 90,
      KmsKeyId: Match.anyValue(),
    });
    only(template, 'AWS::Lambda::Function', { Handler: 'index.handler', LoggingConfig: { LogGroup: { Ref: log } } });
  });

  it('has no finding of the AWS Solutions rules that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    const findings = violations.flatMap((one) => one.violatingResources.map((at) => `${one.ruleName} at ${at}`));
    expect(findings).toEqual([]);
  });

  it('is all that the file adds, but for the tag on the bucket by which CDK knows it again', () => {
    const { Resources: resources } = template.toJSON();
    const { Resources: without } = hub().template.toJSON();
    const types = (all: any) => Object.values<any>(all).map(({ Type }) => Type);
    const added = Object.keys(resources).filter((id) => !(id in without));
    expect(types(added.map((id) => resources[id])).sort()).toEqual([
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::LayerVersion',
      'AWS::Logs::LogGroup',
      'Custom::CDKBucketDeployment',
    ]);
    const changed = Object.keys(without).filter((id) => JSON.stringify(without[id]) !== JSON.stringify(resources[id]));
    expect(types(changed.map((id) => without[id]))).toEqual(['AWS::S3::Bucket']);
  });
});

describe('the tag that a policy names', () => {
  const named = (one: Template) => ({
    rule: only(one, 'AWS::Events::Rule', { Name: 'marketplace-steward-account-tags' })[1].Properties,
    nudge: only(one, 'AWS::Lambda::Function', { Handler: 'nudge' })[1].Properties.Environment.Variables.TAG_KEY,
  });

  it('is the one that is heard, and that nudge is told', () => {
    const { rule, nudge } = named(Template.fromStack(hubWith('tag_key = "software"').stack));
    expect(rule.EventPattern).toEqual(accountTagChanged('software'));
    expect(JSON.stringify(rule)).not.toContain('marketplace-licence');
    expect(rule.Description).toContain('software');
    expect(nudge).toBe('software');
  });

  it.each([
    ['without a file', hub().template],
    ['of a file that names none', Template.fromStack(hubWith('version = 1').stack)],
  ])('is marketplace-licence %s', (_, one) => {
    const { rule, nudge } = named(one);
    expect(rule.EventPattern).toEqual(accountTagChanged('marketplace-licence'));
    expect(nudge).toBe('marketplace-licence');
  });
});

describe('a deployment with another policy', () => {
  it('uploads it under another name, so that CloudFormation puts it into the bucket', () => {
    const [, other] = only(Template.fromStack(hubWith('version = 1').stack), 'Custom::CDKBucketDeployment');
    expect(other.Properties.SourceObjectKeys).not.toEqual(deployment.Properties.SourceObjectKeys);
  });
});
