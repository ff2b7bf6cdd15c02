import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { EXPERIENCES_HANDLERS, Handler, HANDLERS, Machine, SETUP_HANDLERS } from '../lib/config.ts';
import { definitionFile } from '../lib/constructs/run-machine.ts';
import { reasonFor, WILDCARDS } from '../lib/wildcards.ts';
import { ALL_SETTINGS, file, SAMPLE, stacksOf } from './experiences.ts';
import { hub, POLICY, Statement, statementsByRole } from './hub.ts';
import { key, usedBy } from './used-by.ts';
import { sample, stacksOf as stacksOfSetups } from './setups.ts';

/**
 * What the code of each function asks of AWS. Written by the tests of `workers/aws` from the same constants that the calls
 * carry; to change it, change the calls.
 */
const used: Record<string, string[]> = JSON.parse(readFileSync(new URL('used-actions.json', import.meta.url), 'utf8'));

/** What AWS does under a role beyond the code's own calls: logs and traces, keys, the queue's polling. */
const log = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const tableKey = [...key, 'kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
const poll = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const platform: Record<Handler, string[]> = {
  lease: log,
  observe: [...log, ...key],
  diff: [...log, ...key],
  license: log,
  report: [...log, ...key],
  nudge: [...log, ...poll],
  publish: [...log, ...tableKey],
  experiences: [...log, ...key],
  catalog: [...log, ...key],
  record: [...log, ...key],
  approval: [...log, ...key],
  'setup-look': [...log, ...key],
  'setup-fix': [...log, 'kms:Decrypt'],
};

/** The only actions for which IAM knows no resource (Service Authorization Reference). */
const WITHOUT_RESOURCE = new Set([
  'aws-marketplace:ListChangeSets',
  'aws-marketplace:ListEntities',
  'iam:ListRoles',
  'license-manager:GetServiceSettings',
  'license-manager:ListDistributedGrants',
  'license-manager:ListReceivedGrantsForOrganization',
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
  'organizations:DescribeOrganization',
  'organizations:ListAWSServiceAccessForOrganization',
  'organizations:ListAccounts',
  'organizations:ListDelegatedAdministrators',
  // What setup changes for an organization as a whole.
  'license-manager:UpdateServiceSettings',
  'organizations:CreatePolicy',
  'organizations:EnableAWSServiceAccess',
  'organizations:ListPolicies',
  'organizations:ListRoots',
  'states:SendTaskSuccess',
  'tag:GetResources',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

const experiences = stacksOf(file(SAMPLE));
const setups = stacksOfSetups(...sample().setups);

/** Each stack with what its roles are, by their names without the product's. */
const STACKS: { stack: string; template: Template; machine: Machine; machineRole: string; others: string[] }[] = [
  {
    stack: 'Hub',
    template: hub().template,
    machine: 'share-licenses',
    machineRole: 'share-licenses',
    others: ['retire', 'schedules'],
  },
  {
    stack: 'Experiences',
    template: experiences.template('Experiences'),
    machine: 'publish-experiences',
    machineRole: 'publish-machine',
    others: [
      'publish-schedules',
      'MarketplaceStewardReader-bay-insurance',
      'MarketplaceStewardReader-finch-retail',
      'MarketplaceStewardReader-harbour-logistics',
    ],
  },
  ...['finch-retail', 'harbour-logistics'].map((member) => ({
    stack: `Sync-${member}`,
    template: experiences.template(`Sync-${member}`),
    machine: 'sync-experiences' as const,
    machineRole: 'sync-machine',
    others: ['sync-schedules'],
  })),
  ...['hub', 'delegate'].map((name) => ({
    stack: `Setup-${name}`,
    template: setups.template(`Setup-${name}`),
    machine: 'setup' as const,
    machineRole: 'setup-machine',
    others: [],
  })),
];

/** The functions of a stack: their handler and the name of their role. */
function functionsOf(template: Template): { handler: Handler; role: string }[] {
  return Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => ({
    handler: Properties.Handler,
    role: Properties.FunctionName.replace('marketplace-steward-', ''),
  }));
}

const actionsOf = (statements: Statement[]) => [...new Set(statements.flatMap((one) => one.actions))].sort();

describe.each(STACKS)('every role of the stack $stack', ({ template, machine, machineRole, others }) => {
  const roles = statementsByRole(template);
  const all = [...roles.values()].flat();
  const functions = functionsOf(template);

  it('belongs to one function, to the state machine, to the schedules or to a member', () => {
    expect([...roles.keys()].sort()).toEqual([...functions.map(({ role }) => role), machineRole, ...others].sort());
  });

  // What setup's own two are granted follows from the settings; see setup-permissions.test.ts.
  const known = functions.filter(({ handler }) => !SETUP_HANDLERS.some((one) => one === handler));
  it.each(known)('$role grants exactly what its code uses and the platform needs', ({ handler, role }) => {
    expect(actionsOf(roles.get(role)!)).toEqual([...used[handler]!, ...platform[handler]].sort());
  });

  it('grants the state machine exactly what its file asks for, logs and traces', () => {
    const definition = JSON.parse(readFileSync(definitionFile(machine), 'utf8'));
    const granted = actionsOf(roles.get(machineRole)!).filter((action) => !/^(logs|xray):/.test(action));
    expect(granted).toEqual([...new Set(usedBy(definition))].sort());
  });

  it('grants no action by a wildcard', () => {
    expect(actionsOf(all).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('reaches for all resources only where IAM knows none', () => {
    const reaching = actionsOf(all.filter((one) => one.resources.includes('*')));
    expect(reaching.filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
  });

  it('has no other wildcard than those that are named with a reason', () => {
    const wild = all.flatMap((one) => one.resources).filter((resource) => resource.includes('*') && resource !== '*');
    expect(wild.filter((resource) => reasonFor(resource) === undefined)).toEqual([]);
  });

  it('is all there is: nothing managed by AWS, nothing added behind our back', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  it('lends itself to AWS services for this account only, where the service says for whom it asks', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      for (const { Principal, Condition } of Properties.AssumeRolePolicyDocument.Statement) {
        if (Principal.Service === undefined || Principal.Service === 'lambda.amazonaws.com') continue;
        expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
        expect(Object.values<any>(Condition.ArnEquals ?? Condition.ArnLike)).toHaveLength(1);
      }
    }
  });

  it('starts runs by the alias live alone, if it is that of nudge or of the schedules', () => {
    const ofOthers = ['RunMaps', 'HaveTheGuardRailRemoved'];
    const starting = [...roles].flatMap(([role, statements]) =>
      statements
        .filter((one) => one.actions.includes('states:StartExecution') && !ofOthers.includes(one.sid))
        .map((one) => ({ role, ...one })),
    );
    // Setup is started by people.
    expect(starting.map(({ role }) => role.replace(/^.*(nudge|schedules)$/, '$1')).sort()).toEqual(
      machine === 'setup' ? [] : ['nudge', 'schedules'],
    );
    for (const { resources, condition } of starting) {
      // Step Functions authorizes a call on an alias against the machine; the alias is a condition.
      expect(resources).toEqual([
        `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:marketplace-steward-${machine}`,
      ]);
      expect(condition).toEqual({ 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': ['live'] } });
    }
  });
});

describe('all stacks together', () => {
  const all = [...STACKS.map(({ template }) => template), stacksOf(file(ALL_SETTINGS)).template('Sync-finch-retail')];
  const resources = [...all, hub({ context: { policy: POLICY } }).template].flatMap((template) =>
    [...statementsByRole(template).values()].flat().flatMap((one) => one.resources),
  );

  it('have a role for every handler whose code says what it uses, and for no other', () => {
    const handlers = new Set(all.flatMap(functionsOf).map(({ handler }) => handler));
    expect([...handlers].sort()).toEqual([...HANDLERS, ...EXPERIENCES_HANDLERS, ...SETUP_HANDLERS].sort());
    expect(Object.keys(used).sort()).toEqual([...handlers].sort());
  });

  it('use each of the named wildcards', () => {
    expect(WILDCARDS.filter(([form]) => !resources.some((resource) => form.test(resource)))).toEqual([]);
  });

  it('share no name of a role, so that all of them can be in one account', () => {
    const inOneAccount = ['Hub', 'Experiences', 'Sync-finch-retail', 'Setup-hub'];
    const names = STACKS.filter(({ stack }) => inOneAccount.includes(stack)).flatMap(({ template }) => [
      ...statementsByRole(template).keys(),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });
});
