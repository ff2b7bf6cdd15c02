/**
 * What whoever deploys may choose, by CDK context. All else is the same in every installation; what is shared with
 * whom is `policy.toml`.
 */
import { Node } from 'constructs';

export interface Settings {
  /** When everything is looked at, as an expression of EventBridge Scheduler; `undefined`: never by itself. */
  fullPass: string | undefined;
  /** When a plan is made and nothing is written, to find drift; `undefined`: never. */
  driftReport: string | undefined;
  /** Whether the Marketplace console's own reading of grants starts a run. */
  marketplaceSession: boolean;
}

/** Events are best effort, and AWS suspends accounts without one: four times a day everything is looked at. */
const DEFAULTS = { full_pass: 'rate(6 hours)', drift_report: 'off', marketplace_session: false };

const RATE = /^rate\([1-9]\d* (minute|hour|day)s?\)$/;
const CRON = /^cron\([\dA-Z*?,\-/#]+( [\dA-Z*?,\-/#]+){5}\)$/;

/** The settings in the context of the app. Throws, with what would be right, when one cannot be understood. */
export function settingsFrom(node: Node): Settings {
  const said = (name: keyof typeof DEFAULTS): unknown => node.tryGetContext(name) ?? DEFAULTS[name];
  return {
    fullPass: schedule('full_pass', said('full_pass')),
    driftReport: schedule('drift_report', said('drift_report')),
    marketplaceSession: yesOrNo('marketplace_session', said('marketplace_session')),
  };
}

/** Whether this is a time as EventBridge Scheduler reads it: a rate, or six fields of cron. */
export function isTime(said: string): boolean {
  return RATE.test(said) || CRON.test(said);
}

function schedule(name: string, said: unknown): string | undefined {
  if (said === 'off') return undefined;
  if (typeof said === 'string' && isTime(said)) return said;
  throw new Error(
    `The setting ${name} is ${JSON.stringify(said)}. Write a rate, such as "-c ${name}=rate(6 hours)", six fields of ` +
      `cron in UTC, such as "-c ${name}=cron(0 6 * * ? *)", or "-c ${name}=off".`,
  );
}

/** The command line gives text, a `cdk.json` may give the word itself. */
function yesOrNo(name: string, said: unknown): boolean {
  if (said === true || said === 'true') return true;
  if (said === false || said === 'false') return false;
  throw new Error(
    `The setting ${name} is ${JSON.stringify(said)}. Write "-c ${name}=true" or "-c ${name}=false".`,
  );
}
