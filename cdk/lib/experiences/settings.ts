/**
 * Which experiences are published and who follows them: one file, named by the context `experiences`. It is read once,
 * here; behind this door it is right.
 */
import { Node } from 'constructs';
import { formOf } from '../form.ts';
import { settingsFileFrom } from '../settings-file.ts';
import { contradictionsIn } from './contradictions.ts';

/** The file as it is written; `experiences.schema.json` says the same, and more. */
export interface ExperiencesFile {
  management: { account: string; experiences: string[]; schedule?: string };
  members: MemberEntry[];
}

export interface MemberEntry {
  name: string;
  account: string;
  external_id?: string;
  follows: Follow[];
  mirror?: { status?: boolean; requests?: boolean; branding?: boolean };
  guard?: { denials_max?: number; denials_percent_max?: number };
  schedule?: string;
  block_administration?: { targets: string[]; exempt_roles?: string[] };
}

export interface Follow {
  source: string;
  experiences?: string[];
  audiences?: Record<string, string[]>;
}

export interface ExperiencesSettings {
  management: Management;
  members: Member[];
}

/** The organization whose experiences are published. */
export interface Management {
  /** The account that administers its private marketplace. */
  account: string;
  experiences: string[];
  /** When they are looked at, as an expression of EventBridge Scheduler; `undefined`: never by itself. */
  schedule: string | undefined;
}

/** An organization that follows. */
export interface Member {
  name: string;
  /** The account that administers its private marketplace. */
  account: string;
  /** What it says when it takes its role in the management account. */
  externalId: string;
  /** What its worker is told, in the worker's own words (`MemberSettings` of `workers/domain`). */
  sync: Pick<MemberEntry, 'follows' | 'mirror' | 'guard'>;
  schedule: string | undefined;
  blockAdministration: { targets: string[]; exemptRoles: string[] } | undefined;
}

/** Events are best effort, and some accounts hear none: every hour everything is looked at. */
const HOURLY = 'rate(1 hour)';

const RULES = { form: formOf('experiences.schema.json'), contradictions: contradictionsIn };

/** The settings in the file that the context names; `undefined`: there is none. Throws with every mistake in it. */
export function experiencesFrom(node: Node): ExperiencesSettings | undefined {
  const file = settingsFileFrom<ExperiencesFile>(node, 'experiences', RULES)?.says;
  return file && settingsOf(file);
}

function settingsOf({ management, members }: ExperiencesFile): ExperiencesSettings {
  return {
    management: { ...management, schedule: time(management.schedule) },
    members: members.map(({ name, account, external_id, follows, mirror, guard, schedule, block_administration }) => ({
      name,
      account,
      externalId: external_id ?? `${name}@${management.account}`,
      sync: { follows, mirror, guard },
      schedule: time(schedule),
      blockAdministration: block_administration && {
        targets: block_administration.targets,
        exemptRoles: block_administration.exempt_roles ?? [],
      },
    })),
  };
}

function time(said: string = HOURLY): string | undefined {
  return said === 'off' ? undefined : said;
}
