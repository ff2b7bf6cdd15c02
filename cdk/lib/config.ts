/**
 * Every name and figure of the hub stack that someone may want to look up or change, in one place; those of the stacks
 * about experiences, where they differ, are in `experiences/config.ts`.
 *
 * It holds no permission (see `permissions/`) and no business rule: what is shared with whom is `policy.toml` in the
 * state bucket.
 */
import { Aws, Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** The start of every name, so that people find what belongs together. One installation an account, by design. */
export const PRODUCT = 'marketplace-steward';

/** The Lambda handler names; each is one function with its own role. The binary chooses its clients by them. */
export const HANDLERS = ['lease', 'observe', 'diff', 'license', 'report', 'nudge', 'approval'] as const;
export const EXPERIENCES_HANDLERS = ['publish', 'experiences', 'catalog', 'record'] as const;
export const SETUP_HANDLERS = ['setup-look', 'setup-fix'] as const;
export type Handler =
  (typeof HANDLERS)[number] | (typeof EXPERIENCES_HANDLERS)[number] | (typeof SETUP_HANDLERS)[number];

/**
 * The only Region the stack can be in: Organizations events exist nowhere else, and it is the home Region of every
 * AWS Marketplace license (CreateGrant is refused elsewhere).
 */
export const HOME_REGION = 'us-east-1';

/** The state machines, by the names of their files. A machine in AWS bears the product's name before its own. */
export type Machine = 'share-licenses' | 'publish-experiences' | 'sync-experiences' | 'setup' | 'retire';
/** The alias under which the state machine and `nudge` are called: the newest version that a deployment made whole. */
export const LIVE = 'live';

/** What is heard, one rule each. */
export const RULES = {
  accountTags: `${PRODUCT}-account-tags`,
  accounts: `${PRODUCT}-accounts`,
  grants: `${PRODUCT}-grants`,
  purchases: `${PRODUCT}-purchases`,
  runEnded: `${PRODUCT}-run-ended`,
  marketplaceSession: `${PRODUCT}-marketplace-session`,
} as const;

/** What comes by the clock, one schedule each; the names are behind the product's. */
export const SCHEDULES = { fullPass: 'full-pass', driftReport: 'drift-report' } as const;

/** The event that a plan-only run sends when something is to be done. The state machine's file says the same. */
export const DRIFT_FOUND = { source: PRODUCT, detailType: 'Drift Found' };

/** The tag on an account that says what it gets, unless the policy names another. No other tag starts a run. */
export const ACCOUNT_TAG_KEY = 'marketplace-licence';

/** The tag on a grant that says it is ours; its value is this account's id. IAM lets us change no grant without it. */
export const OWNER_TAG_KEY = 'marketplace-steward';

/** The role in each member account that accepts a grant there, and the external id that it expects. */
export const MEMBER_ROLE_NAME = 'MarketplaceStewardMember';
export const MEMBER_ROLE_EXTERNAL_ID = Aws.ACCOUNT_ID;

/** Where runs keep what they saw, planned and did, below the state bucket. */
export const RUNS_PREFIX = 'runs/';
export const POLICY_KEY = 'policy.toml';

/** Runs can be redriven for 14 days and are looked at for a quarter; the ledger keeps the calls for good. */
export const RUNS_KEPT = Duration.days(90);
/** A worker's log is for finding out why; it goes with the run's objects. */
export const FUNCTION_LOG_KEPT = RetentionDays.THREE_MONTHS;
/** Step Functions forgets an execution 90 days after its end; this is what is left to answer an auditor. */
export const STATE_MACHINE_LOG_KEPT = RetentionDays.ONE_YEAR;

/** What a function needs, by what it holds in memory and what it waits for. */
export const SIZES: Record<Handler, { memoryMebibytes: number; timeout: Duration; does: string }> = {
  lease: { memoryMebibytes: 128, timeout: Duration.seconds(30), does: 'Lets one run at a time write.' },
  // 50,000 accounts are 2,500 pages at 8 a second, and two objects of some MiB.
  observe: { memoryMebibytes: 256, timeout: Duration.minutes(15), does: 'Reads accounts, licenses and grants.' },
  // The whole organization is in memory once; a plan of 10,000 accounts x 100 products stays below 256 MiB.
  diff: { memoryMebibytes: 512, timeout: Duration.minutes(5), does: 'Turns what was read into a plan.' },
  license: { memoryMebibytes: 128, timeout: Duration.minutes(1), does: 'Makes one change to one grant.' },
  report: { memoryMebibytes: 256, timeout: Duration.minutes(2), does: 'Writes what a run did.' },
  nudge: { memoryMebibytes: 128, timeout: Duration.seconds(30), does: 'Starts one run for a batch of events.' },
  // A snapshot of some 10,000 products an experience is a few MiB, held twice: the present one and the new one.
  publish: {
    memoryMebibytes: 256,
    timeout: Duration.minutes(5),
    does: 'Reads experiences and publishes the snapshot.',
  },
  experiences: { memoryMebibytes: 256, timeout: Duration.minutes(2), does: 'Reads and compares experiences.' },
  catalog: { memoryMebibytes: 256, timeout: Duration.minutes(1), does: 'Makes one change set of an experience.' },
  record: { memoryMebibytes: 256, timeout: Duration.minutes(1), does: 'Writes what a run did, here and centrally.' },
  approval: { memoryMebibytes: 128, timeout: Duration.minutes(1), does: 'Passes on what a person answered.' },
  // Everything that is needed is some dozen pages, at most one a second where Organizations is slow.
  'setup-look': { memoryMebibytes: 128, timeout: Duration.minutes(2), does: 'Looks what is set up, and plans.' },
  'setup-fix': { memoryMebibytes: 128, timeout: Duration.minutes(1), does: 'Makes one call that sets something up.' },
};

/**
 * How long events lie in a queue, and how long they wait there for others, so that a burst becomes one run.
 *
 * An account is looked at within the minute. A purchase is looked at later, since a new license needs minutes to
 * appear, and so is a grant, since our own writes echo as `Grant Change`.
 */
export const QUEUES = {
  now: { delay: Duration.seconds(0), window: Duration.seconds(20) },
  later: { delay: Duration.minutes(5), window: Duration.minutes(5) },
};
/** Enough for tagging 500 accounts in one go, and as many as a run request names (`REQUEST_ENTRIES_MAX` of the worker). */
export const NUDGE_EVENTS_MAX = 500;
/** How often a batch is tried before it is left in the dead-letter queue. */
export const NUDGE_TRIES_MAX = 5;
/** How long EventBridge tries to deliver one event or to start one scheduled run. The next look finds what is lost. */
export const DELIVERY = { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 20 };
/** Two weeks are the longest that SQS keeps a message, and as long as a run can be redriven. */
export const DEAD_LETTERS_KEPT = Duration.days(14);

/** The name of one function of the hub, of its role and of its log group's last part. */
export function functionName(handler: Handler): string {
  return `${PRODUCT}-${handler}`;
}

/** The name of a state machine. */
export function stateMachineName(machine: Machine): string {
  return `${PRODUCT}-${machine}`;
}
