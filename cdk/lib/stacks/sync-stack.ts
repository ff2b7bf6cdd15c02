/**
 * The side of one member: keeps the experiences of its organization equal to those that are published. It runs in the
 * account that administers the private marketplace there, and takes all that it knows of the others by one read role.
 */
import { StackProps } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LIVE, QUEUES } from '../config.ts';
import { Alerts } from '../constructs/alerts.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { LeaseTable } from '../constructs/lease-table.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { RunMachine } from '../constructs/run-machine.ts';
import { Schedules } from '../constructs/schedules.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { runEnded } from '../event-patterns.ts';
import { readerRoleName, RULES, SNAPSHOTS, SYNC } from '../experiences/config.ts';
import { Management, Member } from '../experiences/settings.ts';
import { approval } from '../permissions/approval.ts';
import { catalog } from '../permissions/catalog.ts';
import { experiences } from '../permissions/experiences.ts';
import { lease } from '../permissions/lease.ts';
import { roleArnIn, stateMachineArn, topicArnIn } from '../permissions/names.ts';
import { nudge } from '../permissions/nudge.ts';
import { record } from '../permissions/record.ts';
import { syncExperiences } from '../permissions/sync-experiences.ts';
import { insistOnAccount } from '../place.ts';
import { StewardStack } from './steward-stack.ts';

export interface SyncStackProps extends StackProps {
  /** The directory with the prebuilt `bootstrap`. */
  bootstrapDirectory: string;
  management: Management;
  member: Member;
}

export class SyncStack extends StewardStack {
  constructor(scope: Construct, id: string, props: SyncStackProps) {
    const { management, member } = props;
    super(scope, id, {
      description: `Marketplace Steward: keeps the private marketplace of ${member.name} equal to the central one.`,
      // What it did is kept in its ledger; without it the experiences would drift unseen.
      terminationProtection: true,
      ...props,
    });
    insistOnAccount(this, member.account);

    const { key } = new EncryptionKey(this, 'EncryptionKey', {
      alias: SYNC,
      protects: 'state bucket, logs and alerts of experiences.',
    });
    const { bucket } = new StateBucket(this, 'StateBucket', { key });
    const { table: leaseTable } = new LeaseTable(this, 'LeaseTable');
    const { table: ledgerTable } = new LedgerTable(this, 'LedgerTable');
    const { topic: alerts } = new Alerts(this, 'Alerts', { prefix: SYNC, key });
    const events = new EventQueue(this, 'Events', {
      name: SYNC,
      ...QUEUES.now,
      alerts,
      topicArn: topicArnIn(this, management.account, SNAPSHOTS),
      hears: [
        {
          rule: RULES.runEnded,
          means: 'A run did not succeed.',
          pattern: runEnded(stateMachineArn(this, 'sync-experiences')),
        },
      ],
    });

    const worker = this.workers(props.bootstrapDirectory, key, (handler) => `${SYNC}-${handler}`);

    const STATE_BUCKET = bucket.bucketName;
    const LEASE_TABLE = leaseTable.tableName;
    const LEDGER_TABLE = ledgerTable.tableName;
    const reader = {
      roleArn: roleArnIn(this, management.account, readerRoleName(member.name)),
      externalId: member.externalId,
    };
    const central = {
      SNAPSHOT_TABLE: SNAPSHOTS,
      READER_ROLE_ARN: reader.roleArn,
      READER_EXTERNAL_ID: reader.externalId,
      MEMBER_NAME: member.name,
    };
    const { stateMachine, alias } = new RunMachine(this, 'SyncExperiences', {
      machine: 'sync-experiences',
      // Not by the machine's own name, which is also that of the function `experiences` and its role.
      roleName: `${SYNC}-machine`,
      does: 'calls the steps and its own map runs.',
      functions: {
        Lease: worker('Lease', 'lease', lease(this, 'sync-experiences', leaseTable), { LEASE_TABLE }),
        Experiences: worker('Experiences', 'experiences', experiences(this, bucket, ledgerTable, reader), {
          STATE_BUCKET,
          LEDGER_TABLE,
          SYNC_SETTINGS: JSON.stringify(member.sync),
          ...central,
        }),
        Catalog: worker('Catalog', 'catalog', catalog(this, member, { bucket, leaseTable, ledgerTable }), {
          STATE_BUCKET,
          LEASE_TABLE,
          LEDGER_TABLE,
        }),
        Record: worker('Record', 'record', record(bucket, reader), { STATE_BUCKET, ...central }),
        Approval: worker('Approval', 'approval', approval(bucket), { STATE_BUCKET }),
      },
      substitutions: { StateBucket: STATE_BUCKET, AlertsTopic: alerts.topicArn },
      statements: (functions) => syncExperiences(this, functions, { bucket, alerts, key }),
      key,
    });
    const version = worker('Nudge', 'nudge', nudge(this, 'sync-experiences', [events.queue]), {
      STATE_MACHINE_ARN: alias.attrArn,
    });
    events.startsRunsBy(new Alias(this, 'NudgeLive', { aliasName: LIVE, version }));
    new Schedules(this, 'Schedules', {
      prefix: SYNC,
      machine: 'sync-experiences',
      runs: [
        {
          id: 'FullPass',
          name: 'full-pass',
          does: 'Compares every experience, whoever changed it.',
          at: member.schedule,
          run: 'schedule',
          request: { reason: 'Scheduled full pass.' },
        },
      ],
      aliasArn: alias.attrArn,
      alerts,
    });

    this.output('StateMachineArn', stateMachine.stateMachineArn, 'Its executions are the runs; redrive them here.');
    this.output('StateMachineAliasArn', alias.attrArn, 'Start runs here.');
    this.output('StateBucketName', STATE_BUCKET, 'Plans and reports.');
    this.output('LeaseTableName', LEASE_TABLE, 'Which run may write.');
    this.output('LedgerTableName', LEDGER_TABLE, 'Every change set.');
    this.output('QueueName', SYNC, 'Where snapshots are heard of.');
    this.output('AlertsTopicArn', alerts.topicArn, 'Subscribe here to hear of alarms and questions.');
  }
}
