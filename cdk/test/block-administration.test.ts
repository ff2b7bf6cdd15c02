import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockAdministration, CHANGE_TYPES, POLICY_CHARACTERS_MAX } from '../lib/experiences/block-administration.ts';
import { changeTypes } from '../lib/permissions/marketplace.ts';
import { ALL_SETTINGS, file, settingsIn, stacksOf } from './experiences.ts';
import { decide } from './iam.ts';

/** The member with everything, and with these exempt roles. */
function member(...exemptRoles: string[]) {
  const [one] = settingsIn(file(ALL_SETTINGS)).members;
  return { ...one!, blockAdministration: { targets: ['r-fr01'], exemptRoles } };
}

const SYNC = 'arn:aws:iam::320000000002:role/marketplace-steward-sync-catalog';
const ELSEWHERE = 'arn:aws:iam::320000000003:role/marketplace-steward-sync-catalog';
const ADMINISTRATOR = 'arn:aws:iam::320000000002:role/Administrator';
const USER = 'arn:aws:iam::320000000002:user/someone';
const ROOT = 'arn:aws:iam::320000000002:root';
const EXEMPT =
  'arn:aws:iam::320000000002:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Procurement_12ab';

const START = 'aws-marketplace:StartChangeSet';
const CANCEL = 'aws-marketplace:CancelChangeSet';

describe('the policy that blocks administration', () => {
  const { Statement } = blockAdministration(
    member('aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Procurement_*'),
  ) as { Statement: any[] };
  const decision = (action: string, principal: string, changeType?: string) =>
    decide(Statement, { action, principal, context: changeType ? { 'catalog:ChangeType': changeType } : {} });

  // A policy of this kind only takes away: what it does not deny is for the account's own policies to allow.
  describe.each(CHANGE_TYPES)('%s', (changeType) => {
    it.each([
      ['an administrator', ADMINISTRATOR],
      ['a user', USER],
      ['the root user', ROOT],
      ['a role of the same name in another account', ELSEWHERE],
    ])('is denied to %s', (_, principal) => {
      expect(decision(START, principal, changeType)).toBe('denied');
      expect(decision(CANCEL, principal, changeType)).toBe('denied');
    });

    it.each([
      ['the sync', SYNC],
      ['an exempt role', EXEMPT],
    ])('is left to %s', (_, principal) => {
      expect(decision(START, principal, changeType)).toBe('not allowed');
      expect(decision(CANCEL, principal, changeType)).toBe('not allowed');
    });
  });

  it.each([
    ['what sellers change', START, 'AddDeliveryOptions'],
    ['the withdrawal of a seller', CANCEL, 'UpdateVisibility'],
    ['reading', 'aws-marketplace:DescribeEntity', undefined],
    ['listing', 'aws-marketplace:ListChangeSets', undefined],
    ['buying', 'aws-marketplace:Subscribe', undefined],
    ["a user's request for a product", 'aws-marketplace:CreatePrivateMarketplaceRequests', undefined],
  ])('leaves alone %s', (_, action, changeType) => {
    expect(decision(action, ADMINISTRATOR, changeType)).toBe('not allowed');
  });

  it.each([
    'aws-marketplace:AssociateProductsWithPrivateMarketplace',
    'aws-marketplace:DisassociateProductsFromPrivateMarketplace',
  ])('denies %s of earlier years to everybody else', (action) => {
    expect(decision(action, ADMINISTRATOR)).toBe('denied');
    expect(decision(action, EXEMPT)).toBe('not allowed');
    expect(decision(action, SYNC)).toBe('not allowed');
  });

  it('knows every change type that the sync itself makes', () => {
    const source = readFileSync(
      new URL('../../workers/domain/src/experience/change_set/request.rs', import.meta.url),
      'utf8',
    );
    const ours = [...source.matchAll(/^ {8}(\w+) = "\1",$/gm)].map(([, name]) => name!);
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter((name) => !CHANGE_TYPES.includes(name))).toEqual([]);
    // With everything mirrored, the role of the sync may make each of them.
    expect(changeTypes(member()).sort()).toEqual(ours.sort());
  });

  it('exempts nobody unless asked', () => {
    const { Statement } = blockAdministration(member()) as { Statement: any[] };
    const request = { action: START, principal: EXEMPT, context: { 'catalog:ChangeType': 'UpdateExperience' } };
    expect(decide(Statement, request)).toBe('denied');
  });

  it('is exactly as long as Organizations takes at the limit, and told with the way out above it', () => {
    // Each exempt role is named in both statements.
    const around = JSON.stringify(blockAdministration(member(''))).length;
    const roles = (length: number) => {
      const names = Array.from({ length: 7 }, (_, index) => `${index}`.padEnd(200, 'x'));
      const taken = JSON.stringify(blockAdministration(member(...names, ''))).length;
      return [...names, 'y'.repeat((length - taken) / 2)];
    };
    expect(around).toBeLessThan(POLICY_CHARACTERS_MAX / 2);
    const fitting = POLICY_CHARACTERS_MAX - ((POLICY_CHARACTERS_MAX - around) % 2);
    expect(JSON.stringify(blockAdministration(member(...roles(fitting)))).length).toBe(fitting);
    expect(() => blockAdministration(member(...roles(fitting + 2)))).toThrow(
      /for finch-retail has 512\d characters, and Organizations takes 5120\. Name fewer roles in block_administration/,
    );
  });
});

describe('the stack of the policy', () => {
  const name = 'BlockAdministration-finch-retail';
  const { names, stack, template } = stacksOf(file(ALL_SETTINGS));

  it('is there for a member that asks for it, and for no other', () => {
    expect(names.filter((one) => one.startsWith('BlockAdministration'))).toEqual([name]);
  });

  it('attaches the policy where the member says', () => {
    template(name).hasResourceProperties('AWS::Organizations::Policy', {
      Name: 'marketplace-steward-block-administration',
      Type: 'SERVICE_CONTROL_POLICY',
      TargetIds: ['r-fr01'],
      Content: blockAdministration(member('aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Procurement_*')),
    });
    template(name).resourceCountIs('AWS::Organizations::Policy', 1);
  });

  it('says where it does not reach, and is protected from being deleted', () => {
    template(name).hasOutput('DoesNotBind', { Value: 'management account, service-linked roles' });
    expect(stack(name).terminationProtection).toBe(true);
    expect(stack(name).environment).toBe('aws://unknown-account/unknown-region');
  });

  it('is refused at synth when the policy is too long', () => {
    const long = file(ALL_SETTINGS, ({ members: [one] }) => {
      one!.block_administration!.exempt_roles = Array.from({ length: 10 }, (_, index) => `${index}`.padEnd(300, 'x'));
    });
    expect(() => stacksOf(long)).toThrow(/service control policy for finch-retail has \d+ characters/);
  });
});
