import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ALL_SETTINGS, file, only, SAMPLE, stacksOf } from './experiences.ts';

const { stack, template: templateOf, names } = stacksOf(file(SAMPLE));
const template = templateOf('Experiences');
const [, table] = only(template, 'AWS::DynamoDB::Table');
const [keyId] = only(template, 'AWS::KMS::Key');

describe('the stacks of a file', () => {
  it('are one that publishes and one for each member', () => {
    expect(names).toEqual(['Experiences', 'Sync-finch-retail', 'Sync-harbour-logistics', 'Sync-bay-insurance']);
  });

  it('have no finding of the AWS Solutions rules that is not acknowledged', () => {
    const { app } = stacksOf(file(ALL_SETTINGS));
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    const findings = violations.flatMap((one) =>
      one.violatingResources.map((resource) => `${one.ruleName} at ${resource.constructPath}`),
    );
    expect(findings).toEqual([]);
  });
});

describe('the management stack', () => {
  it('is for one account and Region, which CloudFormation checks, and tied to none at synth', () => {
    const { Rules } = template.toJSON();
    expect(Rules.Account.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '111111111111'] });
    expect(Rules.HomeRegion.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });
    expect(stack('Experiences').environment).toBe('aws://unknown-account/unknown-region');
  });

  it('is protected from being deleted while members read from it', () => {
    expect(stack('Experiences').terminationProtection).toBe(true);
  });

  it('says where everything is', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlertsTopicArn',
      'SnapshotTableName',
      'SnapshotTopicArn',
      'StateMachineAliasArn',
      'StateMachineArn',
    ]);
  });

  it('tells its functions what ARCHITECTURE.md says, and no more', () => {
    const told = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => [
      Properties.FunctionName,
      Properties.Handler,
      Object.keys(Properties.Environment.Variables).sort(),
    ]);
    expect(told.sort()).toEqual([
      ['marketplace-steward-publish', 'publish', ['PUBLISH_SETTINGS', 'RUST_LOG', 'SNAPSHOT_TABLE']],
      ['marketplace-steward-publish-nudge', 'nudge', ['RUST_LOG', 'STATE_MACHINE_ARN']],
    ]);
    const [, publish] = only(template, 'AWS::Lambda::Function', { Handler: 'publish' });
    expect(JSON.parse(publish.Properties.Environment.Variables.PUBLISH_SETTINGS)).toEqual({
      experiences: ['exp-hf00default00'],
      members: ['finch-retail', 'harbour-logistics', 'bay-insurance'],
    });
  });

  it('publishes every hour, after a change set, and by hand', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'marketplace-steward-publish-full-pass',
      GroupName: { Ref: only(template, 'AWS::Scheduler::ScheduleGroup', { Name: 'marketplace-steward-publish' })[0] },
      ScheduleExpression: 'rate(1 hour)',
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: 'marketplace-steward-publish-change-sets',
      EventPattern: { source: ['aws.marketplacecatalog'], 'detail-type': ['Change Set Succeeded'] },
    });
    const [queueId] = only(template, 'AWS::SQS::Queue', { QueueName: 'marketplace-steward-publish' });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queueId, 'Arn'] },
      MaximumBatchingWindowInSeconds: 20,
    });
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.resourceCountIs('AWS::Events::Rule', 1);
  });

  it('publishes only after change sets and by hand when its schedule is off', () => {
    const off = stacksOf(file(SAMPLE, ({ management }) => (management.schedule = 'off'))).template('Experiences');
    off.resourceCountIs('AWS::Scheduler::Schedule', 0);
  });

  it('has an alarm for each dead-letter queue', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual([
      'marketplace-steward-publish-dead-letters',
      'marketplace-steward-publish-schedules-dead-letters',
    ]);
  });
});

describe('the table of snapshots', () => {
  it('can be taken back to any second, is kept whatever is deployed, and is under our own key', () => {
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: 'marketplace-steward-snapshots',
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] } },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    });
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
  });
});
