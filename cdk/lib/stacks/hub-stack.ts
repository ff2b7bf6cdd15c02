/**
 * The hub: everything that runs in the account which holds the agreements. It holds no business rule and looks nothing
 * up, so it can be synthesized anywhere; one installation an account.
 */
import { Aws, CfnOutput, CfnRule, Fn, Stack, StackProps } from 'aws-cdk-lib';
import { Alias, Code } from 'aws-cdk-lib/aws-lambda';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { bootstrapDirectory } from '../bootstrap.ts';
import { Handler, HOME_REGION, LIVE, MEMBER_ROLE_EXTERNAL_ID, MEMBER_ROLE_NAME } from '../config.ts';
import { Alerts } from '../constructs/alerts.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { LeaseTable } from '../constructs/lease-table.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { RunTriggers } from '../constructs/run-triggers.ts';
import { Schedules } from '../constructs/schedules.ts';
import { ShareLicenses } from '../constructs/share-licenses.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { Worker } from '../constructs/worker.ts';
import { diff } from '../permissions/diff.ts';
import { lease } from '../permissions/lease.ts';
import { license } from '../permissions/license.ts';
import { nudge } from '../permissions/nudge.ts';
import { observe } from '../permissions/observe.ts';
import { report } from '../permissions/report.ts';
import { Settings } from '../settings.ts';

export interface HubStackProps extends StackProps {
  /** The directory with the prebuilt `bootstrap`. */
  bootstrapDirectory: string;
  settings: Settings;
}

export class HubStack extends Stack {
  constructor(scope: Construct, id: string, props: HubStackProps) {
    super(scope, id, {
      description: 'Marketplace Steward: shares AWS Marketplace licenses with the accounts that should have them.',
      // Grants outlive the stack: take them back first (`retire`), then allow its deletion.
      terminationProtection: true,
      ...props,
    });
    this.insistOnHomeRegion();

    const { key } = new EncryptionKey(this, 'EncryptionKey');
    const { bucket } = new StateBucket(this, 'StateBucket', { key });
    const { table: leaseTable } = new LeaseTable(this, 'LeaseTable');
    const { table: ledgerTable } = new LedgerTable(this, 'LedgerTable');
    const { topic: alerts } = new Alerts(this, 'Alerts', { key });
    const { marketplaceSession } = props.settings;
    const triggers = new RunTriggers(this, 'RunTriggers', { alerts, marketplaceSession });

    const code = Code.fromAsset(bootstrapDirectory(props.bootstrapDirectory));
    const worker = (id: string, handler: Handler, statements: PolicyStatement[], environment: Record<string, string>) =>
      new Worker(this, id, { handler, code, key, statements, environment }).version;

    const STATE_BUCKET = bucket.bucketName;
    const LEASE_TABLE = leaseTable.tableName;
    const LEDGER_TABLE = ledgerTable.tableName;
    const { stateMachine, alias } = new ShareLicenses(this, 'ShareLicenses', {
      functions: {
        Lease: worker('Lease', 'lease', lease(this, leaseTable), { LEASE_TABLE }),
        Observe: worker('Observe', 'observe', observe(bucket, ledgerTable), { STATE_BUCKET, LEDGER_TABLE }),
        Diff: worker('Diff', 'diff', diff(bucket), { STATE_BUCKET }),
        License: worker('License', 'license', license(this, leaseTable, ledgerTable), {
          LEASE_TABLE,
          LEDGER_TABLE,
          MEMBER_ROLE_NAME,
          MEMBER_ROLE_EXTERNAL_ID,
        }),
        Report: worker('Report', 'report', report(bucket), { STATE_BUCKET }),
      },
      bucket,
      key,
    });
    const STATE_MACHINE_ARN = alias.attrArn;
    const queues = [triggers.now.queue, triggers.later.queue];
    const version = worker('Nudge', 'nudge', nudge(this, queues), { STATE_MACHINE_ARN });
    triggers.startRunsBy(new Alias(this, 'NudgeLive', { aliasName: LIVE, version }));
    new Schedules(this, 'Schedules', { settings: props.settings, aliasArn: alias.attrArn, alerts });

    this.output('StateMachineArn', stateMachine.stateMachineArn, 'Its executions are the runs; redrive them here.');
    this.output('StateMachineAliasArn', alias.attrArn, 'Start runs here.');
    this.output('StateBucketName', STATE_BUCKET, 'Plans, reports and policy.toml.');
    this.output('LeaseTableName', LEASE_TABLE, 'Which run may write.');
    this.output('LedgerTableName', LEDGER_TABLE, 'Every mutating call.');
    this.output('AlertsTopicArn', alerts.topicArn, 'Subscribe here to hear of alarms.');
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }

  /** Refuse any other Region before a resource is made, rather than never hear an event there. */
  private insistOnHomeRegion(): void {
    new CfnRule(this, 'HomeRegion', {
      assertions: [
        {
          assert: Fn.conditionEquals(Aws.REGION, HOME_REGION),
          assertDescription:
            `Deploy this stack in ${HOME_REGION}: Organizations sends its events only there, and it is the home Region ` +
            'of AWS Marketplace licenses.',
        },
      ],
    });
  }
}
