import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SetupEntry } from '../lib/setup/settings.ts';
import { statementsByRole } from './hub.ts';
import { decide, Request } from './iam.ts';
import { delegatedHub, hubEntry, sample, stacksOf } from './setups.ts';

/** What the code asks of AWS, by function, and for setup in other accounts by place. Both are written by `workers/aws`. */
const used: Record<string, string[]> = read('used-actions.json');
const usedByPlace: Record<string, Record<string, string[]>> = read('used-actions-by-place.json');

function read(name: string) {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

const LOOK = 'MarketplaceStewardSetupLook';
const FIX = 'MarketplaceStewardSetupFix';
const LOG = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
/** What AWS does under the roles of the functions beyond the code's own calls. */
const PLATFORM = { look: [...LOG, 'kms:Decrypt', 'kms:GenerateDataKey'], fix: [...LOG, 'kms:Decrypt'] };

/** All that can be set up, which no single file can ask for: the purchase-orders role cannot be made and removed. */
const everything = (entry: (change?: Partial<SetupEntry>) => SetupEntry) =>
  [entry({ purchase_orders: { integrate: { description: 'Orders.' } } }), entry({ purchase_orders: 'remove' })].map(
    (one) => ({ ...one, sides: ['hub', 'publisher', 'member'] as SetupEntry['sides'] }),
  );

/** The actions of a role in the templates of this name, one of each file. */
function granted(entries: SetupEntry[], stack: string, role: string): string[] {
  return union(
    entries.map((entry) => {
      const statements = statementsByRole(stacksOf(entry).template(`${stack}-hub`)).get(role);
      return (statements ?? []).flatMap(({ actions }) => actions);
    }),
  );
}

const union = (lists: string[][]) => [...new Set(lists.flat())].sort();

describe('setup in another account than the management account', () => {
  const entries = everything(delegatedHub);

  it.each(['look', 'fix'] as const)('%s grants exactly what it uses at home and what the platform needs', (name) => {
    expect(granted(entries, 'Setup', `setup-${name}`)).toEqual(union([used[`setup-${name}`]!, PLATFORM[name]]));
  });

  it.each([LOOK, FIX])('uses all that %s grants in the management account, and nothing else', (role) => {
    expect(granted(entries, 'Management', role)).toEqual(usedByPlace.management![role]);
  });

  it('uses all that its role in the account that buys grants, and nothing else', () => {
    expect(granted(entries, 'PurchaseTeam', LOOK)).toEqual(usedByPlace.purchase![LOOK]);
  });
});

describe('setup in the management account', () => {
  const entries = everything(hubEntry);
  // Nobody delegates to the management account.
  const needsDelegation = ['organizations:ListDelegatedAdministrators', 'organizations:RegisterDelegatedAdministrator'];

  it.each([
    ['look', LOOK, ['sts:AssumeRole']],
    // It fixes nothing anywhere else.
    ['fix', FIX, []],
  ] as const)('%s grants what it uses at home and there, in one role', (name, role, elsewhere) => {
    const expected = union([used[`setup-${name}`]!, usedByPlace.management![role]!, PLATFORM[name]]).filter(
      (action) => !needsDelegation.includes(action) && (action !== 'sts:AssumeRole' || elsewhere.length > 0),
    );
    expect(granted(entries, 'Setup', `setup-${name}`)).toEqual(expected);
  });

  it('takes no role at all when the account that buys is the same', () => {
    const guard_rail = { ...hubEntry().guard_rail!, purchase_account: '111111111111' };
    const actions = granted([hubEntry({ guard_rail })], 'Setup', 'setup-look');
    expect(actions).not.toContain('sts:AssumeRole');
    expect(actions).toContain('iam:GetRole');
  });
});

/** What all of the organization's roles of setup may do, but for what every file leads to. */
describe('what is not in the settings is not granted', () => {
  const bare = { guard_rail: undefined, purchase_orders: undefined, member_roles: undefined };
  const both = (change: Partial<SetupEntry>) => {
    const template = stacksOf(delegatedHub({ ...bare, ...change })).template('Management-hub');
    return union([...statementsByRole(template).values()].map((all) => all.flatMap(({ actions }) => actions)));
  };
  const plain = both({});

  it.each<[string, Partial<SetupEntry>, RegExp]>([
    ['a guard rail', {}, /Polic(y|ies)|ListRoots|organizations:(TagResource|ListTagsForResource)/],
    ['purchase orders', {}, /iam:(UpdateRole|Delete|GetService|ListAttached)/],
    ['sharing of licenses', { sides: ['member'] }, /license-manager:/],
    ['removal of purchase orders', { purchase_orders: { integrate: {} } }, /iam:(UpdateRole|Delete|GetService)/],
    ['integration of purchase orders', { purchase_orders: 'remove' }, /iam:(UpdateRole|ListAttached)/],
  ])('without %s', (_, change, actions) => {
    expect(both(change).filter((action) => actions.test(action))).toEqual([]);
  });

  it.each<[string, Partial<SetupEntry>, string[]]>([
    [
      'purchase orders that are described',
      { purchase_orders: { integrate: { description: 'Orders.' } } },
      ['iam:ListAttachedRolePolicies', 'iam:UpdateRole'],
    ],
    [
      'purchase orders that are removed',
      { purchase_orders: 'remove' },
      ['iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus'],
    ],
    [
      'a guard rail that is taken down',
      { guard_rail: { ...hubEntry().guard_rail!, stage: 'removed' } },
      [
        'organizations:DeletePolicy',
        'organizations:DescribePolicy',
        'organizations:DetachPolicy',
        'organizations:ListPolicies',
        'organizations:ListTagsForResource',
        'organizations:ListTargetsForPolicy',
      ],
    ],
  ])('and %s adds no more than it needs', (_, change, added) => {
    expect(both(change).filter((action) => !plain.includes(action))).toEqual(added);
  });
});

describe('what setup may change', () => {
  const MANAGEMENT = '111111111111';
  const OWN = '402000000002';
  const entry = delegatedHub();
  const statements = policyOf(stacksOf(entry).template('Management-hub'), FIX);
  const of = (kind: string, id: string) => `arn:aws:organizations::${MANAGEMENT}:${kind}/o-qs7dk20vma/${id}`;
  const scp = of('policy', 'service_control_policy/p-0123456789');
  const linked = (principal: string) => `arn:aws:iam::${MANAGEMENT}:role/aws-service-role/${principal}/AnyName`;
  const ours = { 'aws:ResourceTag/marketplace-steward': OWN };
  const kind = (type: string) => ({ 'organizations:PolicyType': type });
  const withOurTag = { 'aws:RequestTag/marketplace-steward': OWN, ...kind('SERVICE_CONTROL_POLICY') };
  const createRole = (principal: string, path = principal): Request => ({
    action: 'iam:CreateServiceLinkedRole',
    resource: linked(path),
    context: { 'iam:AWSServiceName': principal },
  });
  const trust = (principal: string): Request => ({
    action: 'organizations:EnableAWSServiceAccess',
    context: { 'organizations:ServicePrincipal': principal },
  });
  const delegate = (account: string, principal = 'license-manager.amazonaws.com'): Request => ({
    action: 'organizations:RegisterDelegatedAdministrator',
    resource: of('account', account),
    context: { 'organizations:ServicePrincipal': principal },
  });
  const describeRole = (principal: string): Request => ({ action: 'iam:UpdateRole', resource: linked(principal) });
  const turnOn = (type: string): Request => ({
    action: 'organizations:EnablePolicyType',
    resource: of('root', 'r-qs01'),
    context: kind(type),
  });
  const attach = (resource: string, context = {}): Request => ({
    action: 'organizations:AttachPolicy',
    resource,
    context,
  });

  it.each<[string, Request]>([
    ['make the role of a service that is needed', createRole('license-manager.amazonaws.com')],
    ['give trusted access to it', trust('license-management.marketplace.amazonaws.com')],
    ['delegate to its own account', delegate(OWN)],
    ['describe the purchase-orders role', describeRole('purchase-orders.marketplace.amazonaws.com')],
    ['turn on policies at the root', turnOn('SERVICE_CONTROL_POLICY')],
    ['make a policy with our tag', { action: 'organizations:CreatePolicy', context: withOurTag }],
    ['mark it', { action: 'organizations:TagResource', resource: scp, context: withOurTag }],
    ['change our policy', { action: 'organizations:UpdatePolicy', resource: scp, context: ours }],
    ['attach our policy', attach(scp, ours)],
    ['to the unit', attach(of('ou', 'ou-qs01-7b1c90ad'))],
    ['and to the root', attach(of('root', 'r-qs01'))],
    ['take our policy from an account', { action: 'organizations:DetachPolicy', resource: of('account', '402000000001') }],
    ['delete our policy', { action: 'organizations:DeletePolicy', resource: scp, context: ours }],
  ])('it may %s', (_, request) => {
    expect(decide(statements, request)).toBe('allowed');
  });

  it.each<[string, Request]>([
    ['make the role of another service', createRole('ec2.amazonaws.com')],
    ['make a role elsewhere under a good name', createRole('license-manager.amazonaws.com', 'ec2.amazonaws.com')],
    ['give trusted access to another service', trust('guardduty.amazonaws.com')],
    ['delegate to another account', delegate('402000000001')],
    ['delegate another service', delegate(OWN, 'guardduty.amazonaws.com')],
    ['describe another role', describeRole('license-manager.amazonaws.com')],
    ['turn on another kind of policies', turnOn('TAG_POLICY')],
    ['make a policy without our tag', { action: 'organizations:CreatePolicy', context: kind('SERVICE_CONTROL_POLICY') }],
    [
      'make a policy of another kind',
      { action: 'organizations:CreatePolicy', context: { ...withOurTag, ...kind('BACKUP_POLICY') } },
    ],
    ["change somebody else's policy", { action: 'organizations:UpdatePolicy', resource: scp }],
    ["attach somebody else's policy", attach(scp, { 'aws:ResourceTag/marketplace-steward': MANAGEMENT })],
    ['attach to another unit', attach(of('ou', 'ou-qs01-e2f4456c'))],
    ['attach to an account', attach(of('account', '402000000001'))],
    ["take down somebody else's policy", { action: 'organizations:DetachPolicy', resource: scp }],
    ["delete somebody else's policy", { action: 'organizations:DeletePolicy', resource: scp }],
    [
      'mark an account as ours',
      { action: 'organizations:TagResource', resource: of('account', '402000000001'), context: withOurTag },
    ],
  ])('it may not %s', (_, request) => {
    expect(decide(statements, request)).toBe('not allowed');
  });

  it('is only the role of the purchase team that it looks for', () => {
    const look = policyOf(stacksOf(entry).template('PurchaseTeam-hub'), LOOK);
    const get = (role: string) => ({ action: 'iam:GetRole', resource: `arn:aws:iam::401000000001:role/${role}` });
    expect(decide(look, get('QuayStreetPurchaseTeamRole'))).toBe('allowed');
    expect(decide(look, get('Other'))).toBe('not allowed');
  });
});

describe('the rights of setup', () => {
  it.each<[string, string, (change?: Partial<SetupEntry>) => SetupEntry]>([
    ['in its own roles', 'Setup-hub', hubEntry],
    ['in the roles that it takes', 'Management-hub', delegatedHub],
  ])('have room %s, with everything set up', (_, stack, entry) => {
    for (const one of everything(entry)) {
      for (const { Properties } of Object.values(stacksOf(one).template(stack).findResources('AWS::IAM::Role'))) {
        // IAM takes 10,240 characters of inline policies in all; a reference is longer than what it stands for.
        const characters = Properties.Policies.map((policy: any) => JSON.stringify(policy.PolicyDocument).length);
        expect(characters.reduce((sum: number, count: number) => sum + count, 0)).toBeLessThanOrEqual(10_240);
      }
    }
  });
});

describe('the ledger and the lease of setup', () => {
  it('are written by fix and, for the lease, by the function of that name alone', () => {
    const roles = statementsByRole(stacksOf(...sample().setups).template('Setup-hub'));
    const writers = (table: string) =>
      [...roles]
        .filter(([, all]) =>
          all.some((one) => /dynamodb:(Put|Update)Item/.test(one.actions.join()) && one.resources[0]!.startsWith(table)),
        )
        .map(([role]) => role);
    expect(writers('<LedgerTable')).toEqual(['setup-fix']);
    expect(writers('<LeaseTable').sort()).toEqual(['setup-fix', 'setup-lease']);
  });
});

/** The statements of a role, as the template has them. */
function policyOf(template: Template, name: string): any[] {
  const roles = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: name } }));
  return roles.flatMap(({ Properties }) => Properties.Policies).flatMap((one: any) => one.PolicyDocument.Statement);
}
