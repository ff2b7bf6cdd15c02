import { readFileSync } from 'node:fs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { only } from './experiences.ts';
import { statement } from './hub.ts';
import { delegatedHub, hubEntry, sample, stacksOf } from './setups.ts';

const stacks = stacksOf(...sample().setups);
const template = stacks.template('Setup-hub');

describe('the stacks of setup', () => {
  it('are for each entry setup itself, and what it needs elsewhere', () => {
    expect(stacks.names).toEqual([
      'Setup-hub',
      'PurchaseTeam-hub',
      'Members-hub',
      'Setup-delegate',
      'Management-delegate',
    ]);
    expect(stacksOf(delegatedHub()).names).toEqual(['Setup-hub', 'Management-hub', 'PurchaseTeam-hub', 'Members-hub']);
  });

  it.each([
    ['Setup-hub', '111111111111', true],
    ['PurchaseTeam-hub', '401000000001', true],
    ['Members-hub', '111111111111', true],
    ['Setup-delegate', '320000000002', true],
    // What is only lent can be lent again.
    ['Management-delegate', '320000000001', false],
  ])('%s is for one account and Region, which CloudFormation checks', (name, account, isProtected) => {
    const { Rules } = stacks.template(name).toJSON();
    expect(Rules.Account.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, account] });
    expect(Rules.HomeRegion.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });
    expect(stacks.stack(name).environment).toBe('aws://unknown-account/unknown-region');
    expect(stacks.stack(name).terminationProtection ?? false).toBe(isProtected);
  });

  it.each([
    ['of the sample', stacks],
    ['in another account', stacksOf(delegatedHub())],
  ])('%s have no finding of the AWS Solutions rules that is not acknowledged', (_, { app }) => {
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    const findings = violations.flatMap((one) =>
      one.violatingResources.map((resource) => `${one.ruleName} at ${resource.constructPath}`),
    );
    expect(findings).toEqual([]);
  });
});

describe('a setup stack', () => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);

  it('says where everything is', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlertsTopicArn',
      'LeaseTableName',
      'LedgerTableName',
      'StateBucketName',
      'StateMachineAliasArn',
      'StateMachineArn',
    ]);
  });

  it('tells its functions what ARCHITECTURE.md says, and no more', () => {
    const told = functions.map(({ Handler, FunctionName, Environment }) => [
      Handler,
      FunctionName,
      Object.keys(Environment.Variables).sort(),
    ]);
    const settings = ['SETUP_ROLE_EXTERNAL_ID', 'SETUP_SETTINGS', 'STATE_BUCKET'];
    expect(told.sort()).toEqual([
      ['approval', 'marketplace-steward-setup-approval', ['RUST_LOG', 'STATE_BUCKET']],
      ['lease', 'marketplace-steward-setup-lease', ['LEASE_TABLE', 'RUST_LOG']],
      ['setup-fix', 'marketplace-steward-setup-fix', ['LEASE_TABLE', 'LEDGER_TABLE', 'RUST_LOG', ...settings]],
      ['setup-look', 'marketplace-steward-setup-look', ['RUST_LOG', ...settings]],
    ]);
  });

  it('tells them the settings in the words of the worker, and the external id of its account', () => {
    for (const { Environment } of functions.filter(({ Handler }) => Handler.startsWith('setup-'))) {
      const { SETUP_SETTINGS, SETUP_ROLE_EXTERNAL_ID } = Environment.Variables;
      expect(SETUP_ROLE_EXTERNAL_ID).toBe('111111111111');
      expect(JSON.parse(SETUP_SETTINGS)).toEqual({
        account: '111111111111',
        management_account: '111111111111',
        acts_in_management: true,
        sides: ['hub', 'publisher'],
        purchase_orders: { integrate: { description: 'Purchase orders of Marketplace invoices.' } },
        guard_rail: {
          purchase_account: '401000000001',
          role_name_prefix: 'QuayStreet',
          break_glass_role: 'arn:aws:iam::111111111111:role/BreakGlass',
          unit: 'ou-qs01-7b1c90ad',
          root: 'r-qs01',
        },
      });
    }
  });

  it('keeps what says who changed the organization, encrypted, and forgets the runs', () => {
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true, SSESpecification: { SSEEnabled: true } },
    });
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties);
    expect(groups.every((group) => group.KmsKeyId !== undefined)).toBe(true);
    expect(Object.fromEntries(groups.map((group) => [group.LogGroupName, group.RetentionInDays]))).toEqual({
      '/aws/lambda/marketplace-steward-setup-approval': 90,
      '/aws/lambda/marketplace-steward-setup-fix': 90,
      '/aws/lambda/marketplace-steward-setup-lease': 90,
      '/aws/lambda/marketplace-steward-setup-look': 90,
      '/aws/vendedlogs/states/marketplace-steward-setup': 365,
    });
  });

  it('starts nothing by itself, and tells people of its questions only', () => {
    for (const type of ['AWS::SQS::Queue', 'AWS::Events::Rule', 'AWS::Scheduler::Schedule', 'AWS::SNS::Subscription']) {
      template.resourceCountIs(type, 0);
    }
    const [topicId] = only(template, 'AWS::SNS::Topic', { TopicName: 'marketplace-steward-setup-alerts' });
    expect(statement(template, 'setup-machine', 'PublishToTheTopic').resources).toEqual([`<${topicId}>`]);
  });
});

describe('a member of the purchase team', () => {
  const role = 'QuayStreetPurchaseTeamRole';
  const purchase = stacks.template('PurchaseTeam-hub');

  it('may buy, which nobody else may, and see what is offered and agreed', () => {
    const buying = JSON.parse(
      readFileSync(new URL('../lib/permissions/buying-actions.json', import.meta.url), 'utf8'),
    );
    expect(statement(purchase, role, 'Buy').actions).toEqual(buying);
    const seeing = statement(purchase, role, 'SeeOffersAndAgreements').actions;
    expect(seeing.filter((action) => !/^aws-marketplace:(Describe|Get|List|Search|View)\w+$/.test(action))).toEqual([]);
  });

  it('needs no role of setup beside it where setup looks by itself, or by its roles of the management account', () => {
    const at = (purchase_account: string, entry = hubEntry()) => {
      const guard_rail = { ...entry.guard_rail!, purchase_account };
      const found = stacksOf({ ...entry, guard_rail }).template('PurchaseTeam-hub').findResources('AWS::IAM::Role');
      return Object.values(found).map(({ Properties }) => Properties.RoleName);
    };
    expect(at('401000000001')).toEqual([role, 'MarketplaceStewardSetupLook']);
    expect(at('111111111111')).toEqual([role]);
    expect(at('111111111111', delegatedHub())).toEqual([role]);
    expect(at('402000000002', delegatedHub())).toEqual([role]);
  });
});

describe('the StackSet of members', () => {
  const [, { Properties: set }] = only(stacks.template('Members-hub'), 'AWS::CloudFormation::StackSet');

  it('brings the role into every account below the targets, those that come later as well', () => {
    expect(set).toMatchObject({
      StackSetName: 'marketplace-steward-members',
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'SELF',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ManagedExecution: { Active: true },
      StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: ['r-qs01'] }, Regions: ['us-east-1'] }],
    });
    expect(set.OperationPreferences).toEqual({
      FailureTolerancePercentage: 10,
      MaxConcurrentPercentage: 25,
      ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
    });
  });

  it('fits into a template in a template', () => {
    expect(Buffer.byteLength(set.TemplateBody)).toBeLessThanOrEqual(51_200);
  });
});
