/**
 * The management side: publishes the experiences of one organization as a snapshot that others follow. It has no power in
 * any other organization.
 */
import { StackProps } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LIVE, QUEUES } from '../config.ts';
import { Alerts } from '../constructs/alerts.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { Reader } from '../constructs/reader.ts';
import { RunMachine } from '../constructs/run-machine.ts';
import { Schedules } from '../constructs/schedules.ts';
import { SnapshotTable } from '../constructs/snapshot-table.ts';
import { SnapshotTopic } from '../constructs/snapshot-topic.ts';
import { CHANGE_SET_SUCCEEDED } from '../event-patterns.ts';
import { PUBLISH, RULES } from '../experiences/config.ts';
import { publishSettings } from '../experiences/contradictions.ts';
import { ExperiencesSettings } from '../experiences/settings.ts';
import { nudge } from '../permissions/nudge.ts';
import { publish } from '../permissions/publish.ts';
import { publishExperiences } from '../permissions/publish-experiences.ts';
import { insistOnAccount } from '../place.ts';
import { StewardStack } from './steward-stack.ts';

export interface ExperiencesStackProps extends StackProps {
  /** The directory with the prebuilt `bootstrap`. */
  bootstrapDirectory: string;
  settings: ExperiencesSettings;
}

export class ExperiencesStack extends StewardStack {
  constructor(scope: Construct, id: string, props: ExperiencesStackProps) {
    super(scope, id, {
      description: 'Marketplace Steward: publishes private marketplace experiences for other organizations to follow.',
      // Every member reads here.
      terminationProtection: true,
      ...props,
    });
    const { management, members } = props.settings;
    insistOnAccount(this, management.account);

    const { key } = new EncryptionKey(this, 'EncryptionKey', {
      alias: PUBLISH,
      protects: 'snapshots, logs and alerts of experiences.',
    });
    const { topic: alerts } = new Alerts(this, 'Alerts', { prefix: PUBLISH, key });
    const { table } = new SnapshotTable(this, 'SnapshotTable', { key });
    const { topic } = new SnapshotTopic(this, 'SnapshotTopic', { members, key });
    for (const member of members) new Reader(this, `Reader-${member.name}`, { member, snapshots: table });
    const events = new EventQueue(this, 'Events', {
      name: PUBLISH,
      ...QUEUES.now,
      alerts,
      hears: [
        {
          rule: RULES.changeSets,
          means: 'A change set of the Marketplace Catalog succeeded.',
          pattern: CHANGE_SET_SUCCEEDED,
        },
      ],
    });

    const worker = this.workers(props.bootstrapDirectory, key, (handler) =>
      handler === 'publish' ? PUBLISH : `${PUBLISH}-${handler}`,
    );

    const { stateMachine, alias } = new RunMachine(this, 'PublishExperiences', {
      machine: 'publish-experiences',
      roleName: `${PUBLISH}-machine`,
      does: 'publishes the snapshot and tells the members.',
      functions: {
        Publish: worker('Publish', 'publish', publish(this, management.experiences, table), {
          SNAPSHOT_TABLE: table.tableName,
          PUBLISH_SETTINGS: JSON.stringify(publishSettings({ management, members })),
        }),
      },
      substitutions: { SnapshotTopic: topic.topicArn },
      statements: (functions) => publishExperiences(functions, topic, key),
      key,
    });
    const version = worker('Nudge', 'nudge', nudge(this, 'publish-experiences', [events.queue]), {
      STATE_MACHINE_ARN: alias.attrArn,
    });
    events.startsRunsBy(new Alias(this, 'NudgeLive', { aliasName: LIVE, version }));
    new Schedules(this, 'Schedules', {
      prefix: PUBLISH,
      machine: 'publish-experiences',
      runs: [
        {
          id: 'FullPass',
          name: 'full-pass',
          does: 'Looks at every management experience, and at how far each member is.',
          at: management.schedule,
          run: 'schedule',
          request: { reason: 'Scheduled full pass.' },
        },
      ],
      aliasArn: alias.attrArn,
      alerts,
    });

    this.output('StateMachineArn', stateMachine.stateMachineArn, 'Its executions publish; redrive them here.');
    this.output('StateMachineAliasArn', alias.attrArn, 'Publish by hand here.');
    this.output('SnapshotTableName', table.tableName, 'The snapshot, and how far each member is.');
    this.output('SnapshotTopicArn', topic.topicArn, 'Where the members hear of a snapshot.');
    this.output('AlertsTopicArn', alerts.topicArn, 'Subscribe here to hear of alarms.');
  }
}
