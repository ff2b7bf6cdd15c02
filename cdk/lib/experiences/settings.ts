/**
 * Which experiences are published and who follows them: one file, named by the context `experiences`. It is read once,
 * here; behind this door it is right.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Node } from 'constructs';
import { contradictionsIn } from './contradictions.ts';
import { formMistakesIn } from './form.ts';

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

/** The settings in the file that the context names; `undefined`: there is none. Throws with every mistake in it. */
export function experiencesFrom(node: Node): ExperiencesSettings | undefined {
  const file = node.tryGetContext('experiences');
  return file === undefined ? undefined : experiencesIn(resolve(String(file)));
}

function experiencesIn(path: string): ExperiencesSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}. Name the file with "-c experiences=FILE".`);
  }
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: this is not JSON: ${(error as Error).message}. Correct it, then synthesize again.`);
  }
  const mistakes = formMistakesIn(written);
  if (mistakes.length === 0) mistakes.push(...contradictionsIn(written as ExperiencesFile));
  if (mistakes.length > 0) {
    throw new Error([`${path}: correct the following, then synthesize again.`, ...mistakes].join('\n  '));
  }
  return settingsOf(written as ExperiencesFile);
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
