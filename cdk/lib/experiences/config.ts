/**
 * Every name of the stacks about experiences that is theirs alone. Each stack has a start of its own for all its names, so
 * that all of them, and the hub, can be in one account.
 */
import { PRODUCT } from '../config.ts';

/** The start of every name of the management stack. */
export const PUBLISH = `${PRODUCT}-publish`;
/** The start of every name of a member stack; its queue bears it as it is. */
export const SYNC = `${PRODUCT}-sync`;

/** What is heard, one rule each. */
export const RULES = {
  changeSets: `${PUBLISH}-change-sets`,
  runEnded: `${SYNC}-run-ended`,
} as const;

/** Where the snapshot is published, and where it is told that there is a new one. */
export const SNAPSHOTS = `${PRODUCT}-snapshots`;
/** The partition of the snapshot, and that of what a member tells. */
export const SNAPSHOT_PARTITION = 'snapshot';
export const MEMBER_PARTITION = 'member#';

/** The products that one organization does not have, kept between runs. */
export const QUARANTINE_KEY = 'quarantine.json';

export const BLOCK_ADMINISTRATION = `${PRODUCT}-block-administration`;

/** The functions of a member that take the read role, and the one that changes experiences: their roles' names. */
export const SYNC_READERS = [`${SYNC}-experiences`, `${SYNC}-record`];
export const SYNC_WRITER = `${SYNC}-catalog`;

/** The role in the management account by which one member reads the snapshot. */
export function readerRoleName(member: string): string {
  return `MarketplaceStewardReader-${member}`;
}
