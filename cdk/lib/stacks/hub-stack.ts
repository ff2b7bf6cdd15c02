/**
 * The hub: everything that runs in the account which holds the agreements. It holds no business rule and looks nothing
 * up, so it can be synthesized anywhere; one installation an account.
 */
import { StackProps } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  ACCOUNT_TAG_KEY,
  functionName,
  LIVE,
  MEMBER_ROLE_EXTERNAL_ID,
  MEMBER_ROLE_NAME,
  PRODUCT,
  RULES,
  SCHEDULES,
  stateMachineName,
} from '../config.ts';
import { Alerts } from '../constructs/alerts.ts';
import { DeployedPolicy } from '../constructs/deployed-policy.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { LeaseTable } from '../constructs/lease-table.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { RunMachine } from '../constructs/run-machine.ts';
import { RunTriggers } from '../constructs/run-triggers.ts';
import { Scheduled, Schedules } from '../constructs/schedules.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { approval } from '../permissions/approval.ts';
import { diff } from '../permissions/diff.ts';
import { lease } from '../permissions/lease.ts';
import { license } from '../permissions/license.ts';
import { nudge } from '../permissions/nudge.ts';
import { observe } from '../permissions/observe.ts';
import { stateMachineArn } from '../permissions/names.ts';
import { report } from '../permissions/report.ts';
import { retire } from '../permissions/retire.ts';
import { shareLicenses } from '../permissions/share-licenses.ts';
import { PolicyFile } from '../policy/file.ts';
import { Settings } from '../settings.ts';
import { StewardStack } from './steward-stack.ts';

export interface HubStackProps extends StackProps {
  /** The directory with the prebuilt `bootstrap`. */
  bootstrapDirectory: string;
  settings: Settings;
  /** `undefined`: whoever wants a policy puts it into the bucket by hand. */
  policy?: PolicyFile;
}

export class HubStack extends StewardStack {
  constructor(scope: Construct, id: string, props: HubStackProps) {
    super(scope, id, {
      description: 'Marketplace Steward: shares AWS Marketplace licenses with the accounts that should have them.',
      // Grants outlive the stack: take them back first (`retire`), then allow its deletion.
      terminationProtection: true,
      ...props,
    });

    const { key } = new EncryptionKey(this, 'EncryptionKey', {
      alias: PRODUCT,
      protects: 'state bucket, logs and alerts.',
    });
    const { bucket } = new StateBucket(this, 'StateBucket', { key });
    const { table: leaseTable } = new LeaseTable(this, 'LeaseTable');
    const { table: ledgerTable } = new LedgerTable(this, 'LedgerTable');
    const { topic: alerts } = new Alerts(this, 'Alerts', { prefix: PRODUCT, key });
    const { policy, settings } = props;
    const { marketplaceSession } = settings;
    const TAG_KEY = policy?.tagKey ?? ACCOUNT_TAG_KEY;
    const triggers = new RunTriggers(this, 'RunTriggers', { alerts, tagKey: TAG_KEY, marketplaceSession });
    if (policy !== undefined) new DeployedPolicy(this, 'DeployedPolicy', { text: policy.text, bucket, key });

    const worker = this.workers(props.bootstrapDirectory, key, functionName);

    const STATE_BUCKET = bucket.bucketName;
    const LEASE_TABLE = leaseTable.tableName;
    const LEDGER_TABLE = ledgerTable.tableName;
    const functions = {
      Lease: worker('Lease', 'lease', lease(this, ['share-licenses', 'retire'], leaseTable), { LEASE_TABLE }),
      Observe: worker('Observe', 'observe', observe(bucket, ledgerTable), { STATE_BUCKET, LEDGER_TABLE }),
      Diff: worker('Diff', 'diff', diff(bucket), { STATE_BUCKET }),
      License: worker('License', 'license', license(this, leaseTable, ledgerTable), {
        LEASE_TABLE,
        LEDGER_TABLE,
        MEMBER_ROLE_NAME,
        MEMBER_ROLE_EXTERNAL_ID,
      }),
      Report: worker('Report', 'report', report(bucket), { STATE_BUCKET }),
      Approval: worker('Approval', 'approval', approval(bucket), { STATE_BUCKET }),
    };
    const resources = { bucket, alerts, key };
    const { stateMachine, alias } = new RunMachine(this, 'ShareLicenses', {
      machine: 'share-licenses',
      roleName: stateMachineName('share-licenses'),
      does: 'calls the steps and its own map runs, and asks people.',
      functions,
      substitutions: { StateBucket: STATE_BUCKET, AlertsTopic: alerts.topicArn },
      statements: (called) => shareLicenses(this, called, resources),
      key,
    });
    const STATE_MACHINE_ARN = alias.attrArn;
    const queues = [triggers.now.queue, triggers.later.queue];
    const version = worker('Nudge', 'nudge', nudge(this, 'share-licenses', queues), { STATE_MACHINE_ARN, TAG_KEY });
    triggers.startRunsBy(new Alias(this, 'NudgeLive', { aliasName: LIVE, version }));
    new Schedules(this, 'Schedules', {
      prefix: PRODUCT,
      machine: 'share-licenses',
      runs: scheduledRuns(settings),
      aliasArn: alias.attrArn,
      alerts,
    });

    const { alias: retireAlias } = new RunMachine(this, 'Retire', {
      machine: 'retire',
      roleName: stateMachineName('retire'),
      does: 'calls the steps and its own map runs, and stops what starts runs.',
      functions,
      substitutions: {
        StateBucket: STATE_BUCKET,
        AlertsTopic: alerts.topicArn,
        Rules: Object.values(RULES).join(','),
        Schedules: Object.values(SCHEDULES)
          .map((schedule) => `${PRODUCT}-${schedule}`)
          .join(','),
        ScheduleGroup: PRODUCT,
        SetupMachineAlias: `${stateMachineArn(this, 'setup')}:${LIVE}`,
      },
      statements: (called) => retire(this, called, resources),
      key,
    });

    this.output('StateMachineArn', stateMachine.stateMachineArn, 'Its executions are the runs; redrive them here.');
    this.output('StateMachineAliasArn', alias.attrArn, 'Start runs here.');
    this.output('RetireAliasArn', retireAlias.attrArn, 'Take everything back here.');
    this.output('StateBucketName', STATE_BUCKET, 'Plans, reports and policy.toml.');
    this.output('LeaseTableName', LEASE_TABLE, 'Which run may write.');
    this.output('LedgerTableName', LEDGER_TABLE, 'Every mutating call.');
    this.output('AlertsTopicArn', alerts.topicArn, 'Subscribe here to hear of alarms and questions.');
  }
}

/** The full pass finds what no event told of; the report of drift writes nothing. */
function scheduledRuns({ fullPass, driftReport }: Settings): Scheduled[] {
  return [
    {
      id: 'FullPass',
      name: SCHEDULES.fullPass,
      does: 'Looks at everything.',
      at: fullPass,
      run: 'schedule',
      request: { reason: 'Scheduled full pass.' },
    },
    {
      id: 'DriftReport',
      name: SCHEDULES.driftReport,
      does: 'Makes a plan and tells of drift; writes nothing.',
      at: driftReport,
      run: 'drift',
      request: { plan_only: true, reason: 'Scheduled drift report.' },
    },
  ];
}
