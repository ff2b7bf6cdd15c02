/**
 * What cannot be true together in a file of the right form. The worker refuses some of it as well (`scp` of
 * `workers/domain`); told here, it is told before anything is deployed.
 */
import { told, twice } from '../settings-file.ts';
import { TRUST_CHARACTERS_MAX, trustCharacters } from '../trust.ts';
import { SetupEntry, SetupFile, workerSettings } from './settings.ts';
import { team } from './trust.ts';

export function contradictionsIn({ setups }: SetupFile): string[] {
  return [
    ...twice('setups', setups, 'name', 'Give each entry a name of its own.'),
    ...twice('setups', setups, 'account', 'Setup is in an account once: make one entry of the two.'),
    ...setups.flatMap((setup, index) => ofEntry(setup, `setups[${index}]`)),
    ...ofOrganizations(setups),
  ];
}

function ofEntry(setup: SetupEntry, at: string): string[] {
  const { member_roles, sides } = setup;
  const acceptsForNobody =
    member_roles !== undefined && !sides.includes('hub')
      ? [
          `${at}.member_roles: the role accepts grants of a hub, and "hub" is not among the sides. Remove one, or add the ` +
            'other.',
        ]
      : [];
  return [
    ...acceptsForNobody,
    ...ofGuardRail(setup, `${at}.guard_rail`),
    ...told(at, workerSettings(setup), 'Name fewer exempt roles.'),
  ];
}

function ofGuardRail({ guard_rail, management_account, organization }: SetupEntry, at: string): string[] {
  if (guard_rail === undefined) return [];
  const { break_glass_role, purchase_team, root, unit } = guard_rail;
  const mistakes: string[] = [];
  if (break_glass_role.split(':')[4] !== management_account) {
    mistakes.push(
      `${at}.break_glass_role is not in the management account ${management_account}, where no service control policy ` +
        'binds it. Name a role of that account.',
    );
  }
  if (unit.split('-')[1] !== root.split('-')[1]) {
    mistakes.push(`${at}.unit: ${unit} is not below ${root}. Name a unit and the root of one organization.`);
  }
  const characters = trustCharacters(team(purchase_team, organization));
  if (characters > TRUST_CHARACTERS_MAX) {
    mistakes.push(
      `${at}.purchase_team: the trust policy of the role would have ${characters} characters, and IAM takes ` +
        `${TRUST_CHARACTERS_MAX}. Name fewer principals: one role that the whole team may take.`,
    );
  }
  return mistakes;
}

/** What there is once in an organization, and its names. */
function ofOrganizations(setups: SetupEntry[]): string[] {
  const once: [what: string, has: (setup: SetupEntry) => boolean, advice: string][] = [
    ['guard_rail', ({ guard_rail }) => guard_rail !== undefined, 'Keep it in one of the two.'],
    ['member_roles', ({ member_roles }) => member_roles !== undefined, 'Keep them in one of the two.'],
    [
      'purchase_orders',
      ({ purchase_orders = 'leave' }) => purchase_orders !== 'leave',
      'Keep it in one of the two, and write "leave" in the other.',
    ],
    [
      'account',
      ({ account, management_account }) => account !== management_account,
      'Its management account has room for the roles of one account that acts there: let one entry be in the management ' +
        'account itself.',
    ],
  ];
  const clashes = once.flatMap(([what, has, advice]) =>
    pairs(setups, (one, other) => one.management_account === other.management_account && has(one) && has(other)).map(
      ([first, index]) =>
        `setups[${index}].${what}: setups[${first}] has one for the same organization. ${advice}`,
    ),
  );
  const unlike = pairs(
    setups,
    (one, other) => (one.management_account === other.management_account) !== (one.organization === other.organization),
  ).map(
    ([first, index]) =>
      `setups[${index}].organization: it agrees with setups[${first}] in the organization or the management account, ` +
      'but not in both. An organization has one management account.',
  );
  return [...clashes, ...unlike];
}

/** Each entry that stands in this relation to an earlier one, with the first of those. */
function pairs(
  setups: SetupEntry[],
  related: (earlier: SetupEntry, entry: SetupEntry) => boolean,
): [first: number, index: number][] {
  return setups.flatMap((entry, index): [number, number][] => {
    const first = setups.slice(0, index).findIndex((earlier) => related(earlier, entry));
    return first === -1 ? [] : [[first, index]];
  });
}
