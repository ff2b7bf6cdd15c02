import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ExperiencesFile } from '../lib/experiences/settings.ts';
import { ALL_SETTINGS, file, only, SAMPLE, stacksOf } from './experiences.ts';
import { decide, Request, resolved } from './iam.ts';

const stacks = stacksOf(file(SAMPLE));
const stack = stacks.stack('Sync-finch-retail');
const template = stacks.template('Sync-finch-retail');
const byHandler: Record<string, any> = Object.fromEntries(
  Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => [
    Properties.Handler,
    Properties,
  ]),
);

describe('a member stack', () => {
  it('is for one account and Region, which CloudFormation checks, and tied to none at synth', () => {
    const { Rules } = template.toJSON();
    expect(Rules.Account.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '320000000002'] });
    expect(Rules.HomeRegion.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
    expect(stack.terminationProtection).toBe(true);
  });

  it('says where everything is', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlertsTopicArn',
      'LeaseTableName',
      'LedgerTableName',
      'QueueName',
      'StateBucketName',
      'StateMachineAliasArn',
      'StateMachineArn',
    ]);
  });

  it('tells its functions what ARCHITECTURE.md says, and no more', () => {
    const central = ['MEMBER_NAME', 'READER_EXTERNAL_ID', 'READER_ROLE_ARN', 'RUST_LOG', 'SNAPSHOT_TABLE'];
    const told = Object.entries(byHandler).map(([handler, { FunctionName, Environment }]) => [
      handler,
      FunctionName,
      Object.keys(Environment.Variables).sort(),
    ]);
    expect(told.sort()).toEqual([
      ['approval', 'marketplace-steward-sync-approval', ['RUST_LOG', 'STATE_BUCKET']],
      ['catalog', 'marketplace-steward-sync-catalog', ['LEASE_TABLE', 'LEDGER_TABLE', 'RUST_LOG', 'STATE_BUCKET']],
      [
        'experiences',
        'marketplace-steward-sync-experiences',
        [...central, 'LEDGER_TABLE', 'STATE_BUCKET', 'SYNC_SETTINGS'].sort(),
      ],
      ['lease', 'marketplace-steward-sync-lease', ['LEASE_TABLE', 'RUST_LOG']],
      ['nudge', 'marketplace-steward-sync-nudge', ['RUST_LOG', 'STATE_MACHINE_ARN']],
      ['record', 'marketplace-steward-sync-record', [...central, 'STATE_BUCKET']],
    ]);
    const variables = byHandler.experiences.Environment.Variables;
    expect(resolved(variables.READER_ROLE_ARN)).toBe(
      'arn:aws:iam::111111111111:role/MarketplaceStewardReader-finch-retail',
    );
    expect(variables).toMatchObject({
      READER_EXTERNAL_ID: 'finch-retail@111111111111',
      MEMBER_NAME: 'finch-retail',
      SNAPSHOT_TABLE: 'marketplace-steward-snapshots',
    });
  });

  it('tells its worker the settings in the words of the file', () => {
    const [member] = file(ALL_SETTINGS).members;
    const settings = only(stacksOf(file(ALL_SETTINGS)).template('Sync-finch-retail'), 'AWS::Lambda::Function', {
      Handler: 'experiences',
    })[1].Properties.Environment.Variables.SYNC_SETTINGS;
    const { follows, mirror, guard } = member!;
    expect(JSON.parse(settings)).toEqual({ follows, mirror, guard });
    expect(JSON.parse(byHandler.experiences.Environment.Variables.SYNC_SETTINGS)).toEqual({
      follows: [{ source: 'exp-hf00default00' }],
    });
  });

  it('stays below what Lambda takes as environment, with the longest settings that the door lets in', () => {
    const follows = {
      source: 'exp-hf00default00',
      experiences: Array.from({ length: 145 }, (_, at) => `exp-${at + 1e12}`),
    };
    const large = stacksOf(file(SAMPLE, ({ members }) => (members[0]!.follows = [follows])));
    for (const { Properties } of Object.values(
      large.template('Sync-finch-retail').findResources('AWS::Lambda::Function'),
    )) {
      const bytes = Object.entries<any>(Properties.Environment.Variables)
        // A name that CloudFormation makes up has at most 255 characters, an ARN of ours fewer.
        .map(([name, value]) => name.length + (typeof value === 'string' ? value.length : 255))
        .reduce((sum, one) => sum + one);
      expect(bytes).toBeLessThan(4096);
    }
  });

  it('looks at everything every hour, at its machine alone', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'marketplace-steward-sync-full-pass',
      GroupName: { Ref: only(template, 'AWS::Scheduler::ScheduleGroup', { Name: 'marketplace-steward-sync' })[0] },
      ScheduleExpression: 'rate(1 hour)',
    });
    const off = stacksOf(file(SAMPLE, ({ members }) => (members[0]!.schedule = 'off')));
    off.template('Sync-finch-retail').resourceCountIs('AWS::Scheduler::Schedule', 0);
  });

  it('keeps the ledger, the bucket and their key whatever is deployed or deleted', () => {
    for (const [type, properties] of [
      ['AWS::DynamoDB::Table', { DeletionProtectionEnabled: true }],
      ['AWS::S3::Bucket', {}],
      ['AWS::KMS::Key', {}],
    ] as const) {
      expect(only(template, type, properties)[1]).toMatchObject({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    }
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });
});

describe('the queue of a member', () => {
  const TOPIC = 'arn:aws:sns:us-east-1:111111111111:marketplace-steward-snapshots';
  const [queueId, queue] = only(template, 'AWS::SQS::Queue', { QueueName: 'marketplace-steward-sync' });
  const [deadId] = only(template, 'AWS::SQS::Queue', { QueueName: 'marketplace-steward-sync-dead-letters' });

  it('is subscribed to the topic of the management side, without envelope, and with a place for what is lost', () => {
    const [, subscription] = only(template, 'AWS::SNS::Subscription');
    expect(resolved(subscription.Properties.TopicArn)).toBe(TOPIC);
    expect(subscription.Properties).toMatchObject({
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': [queueId, 'Arn'] },
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadId, 'Arn'] } },
    });
    // Only when both queues let the topic in.
    const policies = Object.keys(template.findResources('AWS::SQS::QueuePolicy'));
    const waited: string[] = subscription.DependsOn;
    const ours = policies.filter((id) => id.startsWith('EventsQueue') || id.startsWith('EventsDeadLetters'));
    expect(ours).toHaveLength(2);
    expect(waited).toEqual(expect.arrayContaining(ours));
  });

  it.each([
    ['the queue', queueId],
    ['its dead letters', deadId],
  ])('takes messages of the topic and of its own rule, and no others: %s', (_, id) => {
    const [, policy] = only(template, 'AWS::SQS::QueuePolicy', { Queues: [{ Ref: id }] });
    const statements = policy.Properties.PolicyDocument.Statement;
    const allowing = statements.filter(({ Effect }: any) => Effect === 'Allow');
    expect(allowing.map(({ Sid, Principal }: any) => [Sid, Principal.Service])).toEqual([
      ['TakeEventsOfTheRules', 'events.amazonaws.com'],
      ['TakeMessagesOfTheTopic', 'sns.amazonaws.com'],
    ]);
    const sources = allowing.map(({ Condition }: any) => Condition.ArnEquals['aws:SourceArn']).flat();
    expect(sources.map(resolved)).toEqual([
      'arn:aws:events:us-east-1:111111111111:rule/marketplace-steward-sync-run-ended',
      TOPIC,
    ]);
  });

  it('waits for others for 20 seconds, gives a batch up after five tries, and rings then', () => {
    expect(queue.Properties.RedrivePolicy).toEqual({
      maxReceiveCount: 5,
      deadLetterTargetArn: { 'Fn::GetAtt': [deadId, 'Arn'] },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queueId, 'Arn'] },
      MaximumBatchingWindowInSeconds: 20,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'marketplace-steward-sync-dead-letters',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [deadId, 'QueueName'] } }],
      AlarmActions: [{ Ref: only(template, 'AWS::SNS::Topic', { TopicName: 'marketplace-steward-sync-alerts' })[0] }],
    });
  });
});

/** The statements of a role of a member. */
function rightsOf(of: Template, role: string): any[] {
  const [, { Properties }] = only(of, 'AWS::IAM::Role', { RoleName: `marketplace-steward-sync-${role}` });
  return Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
}

const EXPERIENCE = 'arn:aws:aws-marketplace:us-east-1:320000000001:AWSMarketplace/Experience/';
const change = (changeType: string, experience = 'exp-fr00stores000'): Request => ({
  action: 'aws-marketplace:StartChangeSet',
  resource: `${EXPERIENCE}${experience}`,
  context: { 'catalog:ChangeType': changeType },
});

describe('the role that changes experiences', () => {
  type Member = ExperiencesFile['members'][number];
  const rights = (changed: (member: Member) => void) => {
    const content = file(SAMPLE, ({ members }) => {
      members.splice(1);
      changed(members[0]!);
    });
    return rightsOf(stacksOf(content).template('Sync-finch-retail'), 'catalog');
  };
  const follow = { source: 'exp-hf00default00', experiences: ['exp-fr00stores000'] };

  it.each<[string, (member: Member) => void, string[]]>([
    ['nothing', () => {}, []],
    ['requests', (one) => (one.mirror = { requests: true }), ['UpdateProcurementPolicy']],
    ['branding', (one) => (one.mirror = { branding: true }), ['CreateBrandingSettings', 'UpdateBrandingSettings']],
    ['status', (one) => (one.mirror = { status: true }), ['UpdateExperience']],
    [
      'audiences',
      (one) => (one.follows = [{ ...follow, audiences: { 'o-hf4tz81kqe': ['o-fr7yh2n5wd'] } }]),
      ['AssociateAudience', 'DisassociateAudience'],
    ],
  ])('makes no other changes than those about products and what is mirrored: %s', (_, changed, types) => {
    const statements = rights(changed);
    const all = [
      'AllowProductProcurement',
      'AssociateAudience',
      'CreateBrandingSettings',
      'CreateExperience',
      'CreateProcurementPolicy',
      'DenyProductProcurement',
      'DisassociateAudience',
      'RestrictExperience',
      'ReviveExperience',
      'UpdateBrandingSettings',
      'UpdateExperience',
      'UpdateProcurementPolicy',
    ];
    const allowed = all.filter((type) => decide(statements, change(type)) === 'allowed');
    expect(allowed).toEqual(['AllowProductProcurement', 'DenyProductProcurement', ...types].sort());
  });

  it('changes the experiences that follow and no others, where they are named', () => {
    const named = rights((one) => (one.follows = [follow]));
    expect(decide(named, change('AllowProductProcurement'))).toBe('allowed');
    expect(decide(named, change('AllowProductProcurement', 'exp-fr00other0000'))).toBe('not allowed');
    const every = rights(() => {});
    expect(decide(every, change('AllowProductProcurement', 'exp-fr00other0000'))).toBe('allowed');
  });

  it('changes nothing of a seller in the same Catalog', () => {
    const request = change('AllowProductProcurement');
    const product = request.resource!.replace('Experience/exp-', 'SaaSProduct/prod-');
    expect(
      decide(
        rights(() => {}),
        { ...request, resource: product },
      ),
    ).toBe('not allowed');
  });

  it('is the only one of its stack that does, and takes no role', () => {
    const roles = ['lease', 'experiences', 'catalog', 'record', 'approval', 'nudge', 'machine', 'schedules'];
    const may = (request: Request) => roles.filter((role) => decide(rightsOf(template, role), request) === 'allowed');
    expect(may(change('AllowProductProcurement'))).toEqual(['catalog']);
    const readRole = 'arn:aws:iam::111111111111:role/MarketplaceStewardReader-finch-retail';
    const take = (resource: string, externalId: string): Request => ({
      action: 'sts:AssumeRole',
      resource,
      context: { 'sts:ExternalId': externalId },
    });
    expect(may(take(readRole, 'finch-retail@111111111111'))).toEqual(['experiences', 'record']);
    expect(may(take(readRole, 'other'))).toEqual([]);
    expect(may(take(readRole.replace('finch-retail', 'bay-insurance'), 'finch-retail@111111111111'))).toEqual([]);
    expect(may({ action: 'states:SendTaskSuccess' })).toEqual(['approval']);
  });

  it('writes the ledger, which the others read at most', () => {
    const [ledgerId] = only(template, 'AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    const writers = ['lease', 'experiences', 'catalog', 'record', 'approval', 'nudge', 'machine'].filter(
      (role) => decide(rightsOf(template, role), { action: 'dynamodb:PutItem', resource: ledgerId }) === 'allowed',
    );
    expect(writers).toEqual(['catalog']);
  });
});

describe('the files that outlive runs', () => {
  const [bucketId] = only(template, 'AWS::S3::Bucket');
  const may = (role: string, action: string, object: string) =>
    decide(rightsOf(template, role), { action: `s3:${action}`, resource: `${bucketId}/${object}` });

  it('are the quarantine, which is written where runs are recorded', () => {
    expect(may('record', 'PutObject', 'quarantine.json')).toBe('allowed');
    expect(may('experiences', 'GetObject', 'quarantine.json')).toBe('allowed');
    expect(may('experiences', 'PutObject', 'quarantine.json')).toBe('not allowed');
    expect(may('catalog', 'GetObject', 'quarantine.json')).toBe('not allowed');
  });

  it('lie beside the objects of runs, which all step functions but lease write', () => {
    for (const role of ['experiences', 'catalog', 'record', 'approval', 'machine']) {
      expect(may(role, 'PutObject', 'runs/a/items.json')).toBe('allowed');
      expect(may(role, 'PutObject', 'elsewhere')).toBe('not allowed');
    }
    expect(may('lease', 'GetObject', 'runs/a/items.json')).toBe('not allowed');
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ Prefix: 'runs/', ExpirationInDays: 90 })] },
    });
  });
});

describe('the stacks of two members', () => {
  it('differ in the account, the names and the settings only', () => {
    const text = (name: string, account: string) =>
      JSON.stringify(stacks.template(`Sync-${name}`).toJSON())
        .replaceAll(name, 'member')
        .replaceAll(account, '0'.repeat(12))
        // Versions are called after their content.
        .replace(/CurrentVersion[0-9A-F]{8}[0-9a-f]{32}/g, 'CurrentVersion');
    expect(text('finch-retail', '320000000002')).toBe(text('bay-insurance', '340000000001'));
  });
});
