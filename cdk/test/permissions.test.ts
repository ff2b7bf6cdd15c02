import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { definitionFile } from '../lib/constructs/run-machine.ts';
import { hub, statement, statementsByRole } from './hub.ts';

const definition = JSON.parse(readFileSync(definitionFile('share-licenses'), 'utf8'));

const { template } = hub();
const roles = statementsByRole(template);
const all = [...roles].flatMap(([role, statements]) => statements.map((one) => ({ role, ...one })));

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

  it.each(['CreateMarkedGrants', 'MarkGrants'])('%s is refused without our tag, and with any other (P1)', (sid) => {
    expect(statement(template, 'license', sid).condition).toEqual({
      StringEquals: { 'aws:RequestTag/marketplace-steward': { Ref: 'AWS::AccountId' } },
      'ForAllValues:StringEquals': { 'aws:TagKeys': 'marketplace-steward' },
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
    expect(writes.map((one) => one.role).sort()).toEqual([
      'approval',
      'diff',
      'observe',
      'report',
      'retire',
      'share-licenses',
    ]);
    expect(writes.flatMap((one) => one.resources).every((resource) => resource.endsWith('.Arn>/runs/*'))).toBe(true);
  });

  it('to the ledger is left to license, to the lease to those who must hold it', () => {
    const writers = (table: string) =>
      all
        .filter(
          (one) => /dynamodb:(Put|Update)Item/.test(one.actions.join()) && one.resources[0]!.startsWith(`<${table}`),
        )
        .map((one) => one.role);
    expect(writers('LedgerTable')).toEqual(['license']);
    expect(writers('LeaseTable')).toEqual(['lease', 'license']);
  });
});

describe('the role of the schedules', () => {
  it('starts runs, and leaves dead letters in their own queue', () => {
    expect(
      roles
        .get('schedules')!
        .flatMap((one) => one.actions)
        .sort(),
    ).toEqual(['sqs:SendMessage', 'states:StartExecution']);
    expect(statement(template, 'schedules', 'LeaveDeadLetters').resources).toEqual([
      expect.stringMatching(/^<SchedulesDeadLetters.*\.Arn>$/),
    ]);
  });

  it('is lent to the schedules of this installation only', () => {
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
    expect(redriving.map((one) => one.role)).toEqual(['share-licenses', 'retire']);
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
    expect(resources).toHaveLength(6);
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
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`:stateMachine:${name}\\*$`)])],
                },
              },
            },
          },
        ],
      },
    });
  });
});
