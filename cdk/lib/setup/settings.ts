/** What is set up in which organization: one file, named by the context `setup`. */
import { Node } from 'constructs';
import { formOf } from '../form.ts';
import { settingsFileFrom } from '../settings-file.ts';
import { PURCHASE_ROLE } from './config.ts';
import { contradictionsIn } from './contradictions.ts';

/** The file as it is written; `setup.schema.json` says the same, and more. */
export interface SetupFile {
  setups: SetupEntry[];
}

export interface SetupEntry {
  name: string;
  organization: string;
  account: string;
  management_account: string;
  sides: Side[];
  purchase_orders?: PurchaseOrders;
  guard_rail?: GuardRailEntry;
  member_roles?: string[];
}

export type Side = 'hub' | 'publisher' | 'member';
export type PurchaseOrders = 'leave' | 'remove' | { integrate: { description?: string } };

export interface GuardRailEntry {
  purchase_account: string;
  role_name_prefix?: string;
  purchase_team: string[];
  break_glass_role: string;
  exempt_roles?: string[];
  unit: string;
  root: string;
  stage?: 'unit' | 'root' | 'removed';
}

/** An account that the product runs in, and what is set up for it. */
export interface Setup {
  name: string;
  organization: string;
  account: string;
  managementAccount: string;
  /** Whether the two accounts are one. */
  inManagement: boolean;
  sides: Side[];
  purchaseOrders: PurchaseOrders;
  guardRail: GuardRail | undefined;
  /** Below which every account gets the role that accepts grants. */
  memberRoles: string[] | undefined;
  /** What the functions are told, in their own words (`Settings` of `workers/domain`). */
  worker: object;
}

/** Who may still buy, and where nobody else may. */
export interface GuardRail {
  purchaseAccount: string;
  /** The name of the role that buys. */
  purchaseRole: string;
  /** Who may take it. */
  purchaseTeam: string[];
  unit: string;
  root: string;
  /** Whether it is to be taken away. */
  removed: boolean;
}

const RULES = { form: formOf('setup.schema.json'), contradictions: contradictionsIn };

/** The entries of the file that the context names; none without a file. Throws with every mistake in it. */
export function setupsFrom(node: Node): Setup[] {
  return settingsFileFrom<SetupFile>(node, 'setup', RULES)?.says.setups.map(setupOf) ?? [];
}

/** What the functions are told. They have a role in the management account, or are in it. */
export function workerSettings({ account, management_account, sides, purchase_orders, guard_rail }: SetupEntry): object {
  const { purchase_team: _, ...guardRail } = guard_rail ?? {};
  return {
    account,
    management_account,
    acts_in_management: true,
    sides,
    purchase_orders: purchase_orders ?? 'leave',
    ...(guard_rail && { guard_rail: guardRail }),
  };
}

function setupOf(entry: SetupEntry): Setup {
  const { name, organization, account, management_account, sides, purchase_orders, guard_rail, member_roles } = entry;
  return {
    name,
    organization,
    account,
    managementAccount: management_account,
    inManagement: account === management_account,
    sides,
    purchaseOrders: purchase_orders ?? 'leave',
    guardRail: guard_rail && {
      purchaseAccount: guard_rail.purchase_account,
      purchaseRole: `${guard_rail.role_name_prefix ?? ''}${PURCHASE_ROLE}`,
      purchaseTeam: guard_rail.purchase_team,
      unit: guard_rail.unit,
      root: guard_rail.root,
      removed: guard_rail.stage === 'removed',
    },
    memberRoles: member_roles,
    worker: workerSettings(entry),
  };
}
