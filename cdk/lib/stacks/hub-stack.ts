/**
 * The hub: everything that runs in the account which holds the agreements. It holds no business rule and looks nothing
 * up, so it can be synthesized anywhere; one installation an account.
 */
import { Aws, CfnOutput, CfnRule, Fn, Stack, StackProps } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { bootstrapDirectory } from '../bootstrap.ts';
import { Handler, HOME_REGION, MEMBER_ROLE_EXTERNAL_ID, MEMBER_ROLE_NAME } from '../config.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { LeaseTable } from '../constructs/lease-table.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { RunTrigger } from '../constructs/run-trigger.ts';
import { ShareLicenses } from '../constructs/share-licenses.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { Worker } from '../constructs/worker.ts';
import { diff } from '../permissions/diff.ts';
import { lease } from '../permissions/lease.ts';
import { license } from '../permissions/license.ts';
import { nudge } from '../permissions/nudge.ts';
import { observe } from '../permissions/observe.ts';
import { report } from '../permissions/report.ts';

export interface HubStackProps extends StackProps {
  /** The directory with the prebuilt `bootstrap`. */
  bootstrapDirectory: string;
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
    const trigger = new RunTrigger(this, 'RunTrigger');

    const code = Code.fromAsset(bootstrapDirectory(props.bootstrapDirectory));
    const worker = (id: string, handler: Handler, statements: PolicyStatement[], environment: Record<string, string>) =>
      new Worker(this, id, { handler, code, key, statements, environment }).function;

    const STATE_BUCKET = bucket.bucketName;
    const LEASE_TABLE = leaseTable.tableName;
    const LEDGER_TABLE = ledgerTable.tableName;
    const { stateMachine } = new ShareLicenses(this, 'ShareLicenses', {
      functions: {
        Lease: worker('Lease', 'lease', lease(this, leaseTable), { LEASE_TABLE }),
        Observe: worker('Observe', 'observe', observe(bucket, ledgerTable), { STATE_BUCKET, LEDGER_TABLE }),
        Diff: worker('Diff', 'diff', diff(bucket), { STATE_BUCKET }),
        License: worker('License', 'license', license(leaseTable, ledgerTable), {
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
    const STATE_MACHINE_ARN = stateMachine.stateMachineArn;
    trigger.startsRunsBy(worker('Nudge', 'nudge', nudge(this, trigger.queue), { STATE_MACHINE_ARN }));

    new CfnOutput(this, 'StateMachineArn', { value: STATE_MACHINE_ARN, description: 'Start or redrive runs here.' });
    new CfnOutput(this, 'StateBucketName', { value: STATE_BUCKET, description: 'Plans, reports and policy.toml.' });
    new CfnOutput(this, 'LeaseTableName', { value: LEASE_TABLE, description: 'Which run may write.' });
    new CfnOutput(this, 'LedgerTableName', { value: LEDGER_TABLE, description: 'Every mutating call.' });
    new CfnOutput(this, 'TriggerQueueUrl', { value: trigger.queue.queueUrl, description: 'Events to look at.' });
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
