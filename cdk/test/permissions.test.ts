import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { HANDLERS } from '../lib/config.ts';
import { definitionFile } from '../lib/constructs/run-machine.ts';
import { reasonFor, WILDCARDS } from '../lib/wildcards.ts';
import { hub, statement, statementsByRole } from './hub.ts';

/**
 * What the code of each function asks of AWS. Written by the tests of `workers/aws` from the same constants that the calls
 * carry; to change it, change the calls.
 */
const used: Record<string, string[]> = JSON.parse(readFileSync(new URL('used-actions.json', import.meta.url), 'utf8'));

/** What AWS does under a role beyond the code's own calls: logs and traces, the bucket's key, the queue's polling. */
const log = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const key = ['kms:Decrypt', 'kms:GenerateDataKey'];
const poll = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const platform: Record<(typeof HANDLERS)[number], string[]> = {
  lease: log,
  observe: [...log, ...key],
  diff: [...log, ...key],
  license: log,
  report: [...log, ...key],
  nudge: [...log, ...poll],
};

/** What Step Functions does under the machine's role for each kind of task, map and reader (its Developer Guide). */
const OF_RESOURCE: Record<string, string[]> = {
  'arn:aws:states:::events:putEvents': ['events:PutEvents'],
  'arn:aws:states:::lambda:invoke': ['lambda:InvokeFunction'],
  'arn:aws:states:::s3:getObject': ['s3:GetObject', ...key],
  'arn:aws:states:::s3:putObject': [
    's3:AbortMultipartUpload',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
    ...key,
  ],
};
const OF_DISTRIBUTED_MAP = [
  'states:DescribeExecution',
  'states:RedriveExecution',
  'states:StartExecution',
  'states:StopExecution',
];

const definition = JSON.parse(readFileSync(definitionFile('share-licenses'), 'utf8'));

/** What the machine's file asks of AWS. */
function usedBy(node: any): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = typeof node.Resource !== 'string' ? [] : OF_RESOURCE[node.Resource];
  if (own === undefined) throw new Error(`Say in OF_RESOURCE what ${node.Resource} needs, and grant it.`);
  const map = node.Mode === 'DISTRIBUTED' ? OF_DISTRIBUTED_MAP : [];
  return [...own, ...map, ...Object.values(node).flatMap(usedBy)];
}

const { template } = hub();
const roles = statementsByRole(template);
const all = [...roles].flatMap(([role, statements]) => statements.map((one) => ({ role, ...one })));

/** The only actions for which IAM knows no resource (Service Authorization Reference). */
const WITHOUT_RESOURCE = new Set([
  'license-manager:ListDistributedGrants',
  'license-manager:ListReceivedLicenses',
  'license-manager:ListReceivedLicensesForOrganization',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'organizations:ListAccounts',
  'tag:GetResources',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

describe('every role', () => {
  it('belongs to one function, to the state machine, or to the schedules', () => {
    expect([...roles.keys()].sort()).toEqual([...HANDLERS, 'schedules', 'share-licenses'].sort());
    expect(Object.keys(used).sort()).toEqual([...HANDLERS].sort());
  });

  it.each(HANDLERS)('%s grants exactly what its code uses and the platform needs', (handler) => {
    const granted = new Set(roles.get(handler)!.flatMap((one) => one.actions));
    expect([...granted].sort()).toEqual([...used[handler]!, ...platform[handler]].sort());
  });

  it('grants no action by a wildcard', () => {
    expect(all.flatMap((one) => one.actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('reaches for all resources only where IAM knows none', () => {
    const reaching = all.filter((one) => one.resources.includes('*')).flatMap((one) => one.actions);
    expect(reaching.filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
  });

  it('has no other wildcard than those that are named with a reason', () => {
    const wild = all.flatMap((one) => one.resources).filter((resource) => resource.includes('*') && resource !== '*');
    expect(wild.filter((resource) => reasonFor(resource) === undefined)).toEqual([]);
  });

  it('uses each of the named wildcards', () => {
    const resources = all.flatMap((one) => one.resources);
    const unused = WILDCARDS.filter(([form]) => !resources.some((resource) => form.test(resource)));
    expect(unused).toEqual([]);
  });

  it('is all there is: nothing managed by AWS, nothing added behind our back', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });
});

describe('license', () => {
  it('changes and deletes only grants that carry our tag (P1)', () => {
    const changing = all.filter((one) =>
      one.actions.some((action) => /^license-manager:(CreateGrantVersion|DeleteGrant)$/.test(action)),
    );
    expect(changing).toHaveLength(1);
    expect(changing[0]).toMatchObject({
      role: 'license',
      resources: ['arn:<AWS::Partition>:license-manager::<AWS::AccountId>:grant:*'],
      condition: { StringEquals: { 'aws:ResourceTag/marketplace-steward': { Ref: 'AWS::AccountId' } } },
    });
  });

  it.each(['CreateMarkedGrants', 'MarkGrants'])('%s is refused without our tag (P1)', (sid) => {
    expect(statement(template, 'license', sid).condition).toEqual({
      StringEquals: { 'aws:RequestTag/marketplace-steward': { Ref: 'AWS::AccountId' } },
    });
  });

  it('assumes one role name, in its own organization, with the external id it tells its code', () => {
    const { resources, condition } = statement(template, 'license', 'AcceptInMembers');
    expect(resources).toEqual(['arn:<AWS::Partition>:iam::*:role/MarketplaceStewardMember']);
    expect(condition).toEqual({
      StringEquals: {
        'aws:ResourceOrgID': '${aws:PrincipalOrgID}',
        'sts:ExternalId': { Ref: 'AWS::AccountId' },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'license',
      Environment: {
        Variables: {
          MEMBER_ROLE_NAME: 'MarketplaceStewardMember',
          MEMBER_ROLE_EXTERNAL_ID: { Ref: 'AWS::AccountId' },
        },
      },
    });
  });
});

describe('writing', () => {
  it('to License Manager is left to license alone', () => {
    const writing = /^license-manager:(?!Get|List)/;
    expect(new Set(all.filter((one) => one.actions.some((a) => writing.test(a))).map((one) => one.role))).toEqual(
      new Set(['license']),
    );
  });

  it('to the bucket stays below runs/', () => {
    const writes = all.filter((one) => one.actions.includes('s3:PutObject'));
    expect(writes.map((one) => one.role).sort()).toEqual(['diff', 'observe', 'report', 'share-licenses']);
    expect(writes.flatMap((one) => one.resources).every((resource) => resource.endsWith('.Arn>/runs/*'))).toBe(true);
  });

  it('to the ledger is left to license, to the lease to those who must hold it', () => {
    const writers = (table: string) =>
      all
        .filter((one) => /dynamodb:(Put|Update)Item/.test(one.actions.join()) && one.resources[0]!.startsWith(`<${table}`))
        .map((one) => one.role);
    expect(writers('LedgerTable')).toEqual(['license']);
    expect(writers('LeaseTable')).toEqual(['lease', 'license']);
  });
});

describe('starting runs', () => {
  it('is left to nudge and the schedules, by the alias live alone', () => {
    const starting = all.filter((one) => one.actions.includes('states:StartExecution') && one.sid !== 'RunMaps');
    expect(starting.map((one) => one.role).sort()).toEqual(['nudge', 'schedules']);
    for (const { resources, condition } of starting) {
      // Step Functions authorizes a call on an alias against the machine; the alias is a condition.
      expect(resources).toEqual([
        'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:marketplace-steward-share-licenses',
      ]);
      expect(condition).toEqual({ 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': ['live'] } });
    }
  });

  it('is all the schedules may do, besides leaving dead letters in their own queue', () => {
    expect(roles.get('schedules')!.flatMap((one) => one.actions).sort()).toEqual([
      'sqs:SendMessage',
      'states:StartExecution',
    ]);
    expect(statement(template, 'schedules', 'LeaveDeadLetters').resources).toEqual([
      expect.stringMatching(/^<SchedulesDeadLetters.*\.Arn>$/),
    ]);
  });

  it('lends the role of the schedules to the schedules of this installation only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'marketplace-steward-schedules',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: {
                'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':schedule-group/marketplace-steward'])] },
              },
            },
          },
        ],
      },
    });
  });
});

describe('the state machine', () => {
  const machine = '<AWS::Region>:<AWS::AccountId>';
  const name = 'marketplace-steward-share-licenses';

  it('may run, watch, stop and redrive its own map runs, and nobody else may redrive', () => {
    const resources = (sid: string) => statement(template, 'share-licenses', sid).resources;
    expect(resources('RunMaps')).toEqual([`arn:<AWS::Partition>:states:${machine}:stateMachine:${name}`]);
    expect(resources('WatchAndStopMaps')).toEqual([`arn:<AWS::Partition>:states:${machine}:execution:${name}:*`]);
    expect(resources('RedriveMaps')).toEqual([`arn:<AWS::Partition>:states:${machine}:execution:${name}/*:*`]);
    const redriving = all.filter((one) => one.actions.includes('states:RedriveExecution'));
    expect(redriving.map((one) => one.role)).toEqual(['share-licenses']);
  });

  it('may do exactly what its file asks for, log and trace', () => {
    const granted = roles.get('share-licenses')!.flatMap((one) => one.actions);
    expect(granted.filter((action) => !/^(logs|xray):/.test(action)).sort()).toEqual(
      [...new Set(usedBy(definition))].sort(),
    );
  });

  it('may tell of drift on the default bus, as its file does, and of nothing else', () => {
    const [entry, ...others] = definition.States['Tell of drift'].Arguments.Entries;
    expect(others).toEqual([]);
    const { resources, condition } = statement(template, 'share-licenses', 'TellOfDrift');
    expect(resources).toEqual([`arn:<AWS::Partition>:events:${machine}:event-bus/default`]);
    expect(condition).toEqual({
      'ForAllValues:StringEquals': { 'events:source': entry.Source },
      StringEquals: { 'events:detail-type': entry.DetailType },
    });
  });

  it('calls every step function, in every version, and never nudge', () => {
    const { resources } = statement(template, 'share-licenses', 'CallTheSteps');
    expect(resources).toHaveLength(5);
    expect(resources.every((resource) => resource.endsWith('.Arn>:*'))).toBe(true);
    expect(resources.filter((resource) => resource.includes('Nudge'))).toEqual([]);
  });

  it('lends its role to Step Functions for this machine in this account only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: name,
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'states.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`:stateMachine:${name}\\*$`)])] } },
            },
          },
        ],
      },
    });
  });
});
