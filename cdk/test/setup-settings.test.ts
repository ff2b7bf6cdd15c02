import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { SETTINGS_BYTES_MAX } from '../lib/settings-file.ts';
import { setupsFrom } from '../lib/setup/settings.ts';
import { hubEntry, sample, setupsIn } from './setups.ts';
import { sampleFile } from './stacks.ts';

const schema = JSON.parse(readFileSync(new URL('../setup.schema.json', import.meta.url), 'utf8'));

/** The sample, changed in its first entry. */
function changed(change: (hub: any, file: any) => void) {
  return sample((file) => change(file.setups[0], file));
}

/** The guard rail of the first entry, changed. */
const guardRail = (change: object) => changed((hub) => Object.assign(hub.guard_rail, change));

describe('the file of setups', () => {
  it('is none when the context names none, and then nothing is made of it', () => {
    expect(setupsFrom(new App().node)).toEqual([]);
  });

  it('says what is set up in which organization, with everything else as usual', () => {
    const [hub, delegate] = setupsIn(sample());
    expect(hub).toMatchObject({
      name: 'hub',
      organization: 'o-qs7dk20vma',
      inManagement: true,
      guardRail: { purchaseAccount: '401000000001', purchaseRole: 'QuayStreetPurchaseTeamRole', removed: false },
      memberRoles: ['r-qs01'],
    });
    expect(delegate).toEqual({
      name: 'delegate',
      organization: 'o-fr7yh2n5wd',
      account: '320000000002',
      managementAccount: '320000000001',
      inManagement: false,
      sides: ['member'],
      purchaseOrders: 'leave',
      guardRail: undefined,
      memberRoles: undefined,
      worker: {
        account: '320000000002',
        management_account: '320000000001',
        acts_in_management: true,
        sides: ['member'],
        purchase_orders: 'leave',
      },
    });
  });

  it('may take away what another one makes, and reach further', () => {
    const [hub] = setupsIn(sampleFile('setup-with-all-settings.settings.json'));
    expect(hub!.worker).toMatchObject({ purchase_orders: 'remove', guard_rail: { stage: 'root' } });
  });

  it('takes all that can be said', () => {
    const exempt_roles = ['arn:aws:iam::401000000001:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Buyers_0a'];
    const purchase_team = ['arn:aws:iam::402000000001:user/people/buyer', 'arn:aws:iam::402000000001:role/Buyers'];
    const [hub] = setupsIn(guardRail({ exempt_roles, purchase_team, stage: 'root' }));
    expect(hub!.guardRail!.purchaseTeam).toEqual(purchase_team);
    expect(hub!.worker).toMatchObject({ guard_rail: { exempt_roles, stage: 'root' } });
    // Who may take the role is for IAM to say, not for the worker.
    expect(JSON.stringify(hub!.worker)).not.toContain('purchase_team');
    for (const orders of ['leave', 'remove', { integrate: {} }]) {
      expect(setupsIn(changed((hub) => (hub.purchase_orders = orders)))[0]!.worker).toMatchObject({
        purchase_orders: orders,
      });
    }
  });
});

describe('a mistake in the file', () => {
  it.each<[string, object, RegExp]>([
    ['no entry', { setups: [] }, /setups is \[\]\. Write: A list with at least one entry/],
    ['an unknown field', changed((hub) => (hub.admin = true)), /setups\[0\] has the unknown field "admin"\. Remove it;/],
    ['a field that is missing', changed((hub) => delete hub.organization), /setups\[0\] lacks the field "organization"/],
    ['a name of another form', changed((hub) => (hub.name = 'Hub_1')), /setups\[0\]\.name is "Hub_1"\. Write: A name of/],
    ['an account that is none', changed((hub) => (hub.account = 111)), /setups\[0\]\.account is 111\. Write: An account id/],
    ['an unknown side', changed((hub) => (hub.sides = ['seller'])), /setups\[0\]\.sides\[0\] is "seller"\. Write: "hub"/],
    ['no side', changed((hub) => (hub.sides = [])), /setups\[0\]\.sides is \[\]/],
    [
      'purchase orders that are none of the three',
      changed((hub) => (hub.purchase_orders = 'keep')),
      /again\.\n  setups\[0\]\.purchase_orders is "keep"\. Write: "leave", "remove", or \{"integrate"[^\n]*$/,
    ],
    [
      'purchase orders of one of the three, with a description that is none',
      changed((hub) => (hub.purchase_orders = { integrate: { description: 'two\nlines' } })),
      /again\.\n  setups\[0\]\.purchase_orders\.integrate\.description is [^\n]*Write: One line[^\n]*$/,
    ],
    ['an account as target', changed((hub) => (hub.member_roles = ['111111111111'])), /member_roles\[0\] is "111111111111"/],
    ['a unit that is none', guardRail({ unit: 'r-qs01' }), /guard_rail\.unit is "r-qs01"\. Write: An organizational unit/],
    ['a prefix that was not filled in', guardRail({ role_name_prefix: '${Prefix}' }), /role_name_prefix is "\$\{Prefix\}"/],
    ['an exempt role by a wildcard', guardRail({ exempt_roles: ['arn:aws:iam::111111111111:role/*'] }), /exempt_roles\[0\]/],
    ['an unknown stage', guardRail({ stage: 'all' }), /stage is "all"\. Write: "unit"/],
  ])('of form is told with its place and what to write: %s', (_, file, message) => {
    expect(() => setupsIn(file)).toThrow(message);
  });

  it.each([
    ['everybody', '*'],
    ['a whole account', 'arn:aws:iam::402000000001:root'],
    ['a whole account by its number', '402000000001'],
    ['whoever has a name like it', 'arn:aws:iam::402000000001:role/Buy*'],
    ['a session', 'arn:aws:sts::402000000001:assumed-role/Purchasing/me'],
    ['a service', 'ec2.amazonaws.com'],
  ])('is a purchase team that is %s', (_, principal) => {
    expect(() => setupsIn(guardRail({ purchase_team: [principal] }))).toThrow(
      /guard_rail\.purchase_team\[0\] is .*Write: The ARN of one role or user/,
    );
    expect(() => setupsIn(guardRail({ purchase_team: [] }))).toThrow(/purchase_team is \[\]/);
  });

  it.each<[string, object, RegExp]>([
    [
      'a break-glass role elsewhere',
      guardRail({ break_glass_role: 'arn:aws:iam::401000000001:role/BreakGlass' }),
      /setups\[0\]\.guard_rail\.break_glass_role is not in the management account 111111111111.*Name a role of that/,
    ],
    ['a unit of another root', guardRail({ unit: 'ou-fr01-7b1c90ad' }), /ou-fr01-7b1c90ad is not below r-qs01/],
    [
      'more people than a trust policy has room for',
      guardRail({ purchase_team: Array.from({ length: 50 }, (_, at) => `arn:aws:iam::402000000001:role/Buyer${at}`) }),
      /purchase_team: the trust policy of the role would have \d+ characters, and IAM takes 2048\. Name fewer principals/,
    ],
    ['member roles without a hub', changed((hub) => (hub.sides = ['publisher'])), /member_roles: the role accepts grants/],
    ['a name twice', changed((_, { setups }) => (setups[1].name = 'hub')), /setups\[1\]\.name is that of setups\[0\]: hub/],
    [
      'an account twice',
      changed((_, { setups }) => (setups[1].account = '111111111111')),
      /setups\[1\]\.account is that of setups\[0\]: 111111111111\. Setup is in an account once/,
    ],
    [
      'a management account of two organizations',
      changed((_, { setups }) => (setups[1].management_account = '111111111111')),
      /setups\[1\]\.organization: it agrees with setups\[0\].*An organization has one management account/,
    ],
    [
      'two guard rails for one organization',
      changed((hub, { setups }) => setups.push({ ...hub, name: 'other', account: '402000000002' })),
      /setups\[2\]\.guard_rail: setups\[0\] has one for the same organization/,
    ],
    [
      'two accounts that act in one management account',
      { setups: ['402000000001', '402000000002'].map((account, at) => ({ ...bare(), name: `s-${at}`, account })) },
      /setups\[1\]\.account: setups\[0\] has one for the same organization\. Its management account has room/,
    ],
    [
      'more than a function can be told',
      guardRail({
        exempt_roles: Array.from({ length: 100 }, (_, at) => `arn:aws:iam::401000000001:role/Buyers${at}`),
      }),
      /setups\[0\]: the function would be told \d+ bytes, and Lambda leaves room for 3000\. Name fewer exempt roles/,
    ],
  ])('of meaning is told before anything is deployed: %s', (_, file, message) => {
    expect(() => setupsIn(file)).toThrow(message);
  });

  it('does not hide another one', () => {
    const file = changed((hub, { setups }) => {
      hub.organization = 'qs';
      setups[1].sides = [];
    });
    expect(() => setupsIn(file)).toThrow(/setups\[0\]\.organization is "qs".*\n.*setups\[1\]\.sides is \[\]/s);
  });

  it('is told in one line each, without what a branch that nobody chose would have wanted', () => {
    const file = changed((hub) => (hub.purchase_orders = 'integrate'));
    expect(() => setupsIn(file)).toThrow(/^[^\n]*\n {2}setups\[0\]\.purchase_orders is "integrate"\.[^\n]*$/);
  });
});

describe('what a function is told', () => {
  it('leaves room for the other names, whatever the file says', () => {
    const [hub] = setupsIn({ setups: [hubEntry()] });
    expect(Buffer.byteLength(JSON.stringify(hub!.worker))).toBeLessThanOrEqual(SETTINGS_BYTES_MAX);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it('shows a file that is right', () => {
    const [, shown] = /```json\n(\{\n {2}"setups"[\s\S]*?)```/.exec(readme)!;
    expect(setupsIn(shown).map(({ name }) => name)).toEqual(['hub']);
  });

  it('has a row for every field of the schema', () => {
    const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
    const fields = [schema.$defs.setup, schema.$defs.guard_rail].flatMap(({ properties }) => Object.keys(properties));
    const missing = fields.filter((field) => !rows.some((row) => new RegExp(`[.\`]${field}[.\`[]`).test(row)));
    expect(missing).toEqual([]);
  });
});

/** An entry with nothing but what it must have. */
function bare() {
  const { guard_rail: _, purchase_orders: __, member_roles: ___, ...rest } = hubEntry();
  return rest;
}
