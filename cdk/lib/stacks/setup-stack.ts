/**
 * Setup: looks what an organization needs for sharing licenses and following experiences, explains it, and fixes it once a
 * person has approved. It runs by hand only, in the account that the product runs in.
 */
import { StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Alerts } from '../constructs/alerts.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { LeaseTable } from '../constructs/lease-table.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { RunMachine } from '../constructs/run-machine.ts';
import { StateBucket } from '../constructs/state-bucket.ts';
import { approval } from '../permissions/approval.ts';
import { lease } from '../permissions/lease.ts';
import { setupFix } from '../permissions/setup-fix.ts';
import { setupLook } from '../permissions/setup-look.ts';
import { setup as machine } from '../permissions/setup.ts';
import { insistOnAccount } from '../place.ts';
import { functionOfSetup, SETUP } from '../setup/config.ts';
import { Setup } from '../setup/settings.ts';
import { StewardStack } from './steward-stack.ts';

export interface SetupStackProps extends StackProps {
  /** The directory with the prebuilt `bootstrap`. */
  bootstrapDirectory: string;
  setup: Setup;
}

export class SetupStack extends StewardStack {
  constructor(scope: Construct, id: string, props: SetupStackProps) {
    const { setup } = props;
    super(scope, id, {
      description: `Marketplace Steward: checks and sets up what the organization of ${setup.name} needs.`,
      // Its ledger says what was changed in the organization, and by whose approval.
      terminationProtection: true,
      ...props,
    });
    insistOnAccount(this, setup.account);

    const { key } = new EncryptionKey(this, 'EncryptionKey', {
      alias: SETUP,
      protects: 'state bucket, logs and questions of setup.',
    });
    const { bucket } = new StateBucket(this, 'StateBucket', { key });
    const { table: leaseTable } = new LeaseTable(this, 'LeaseTable');
    const { table: ledgerTable } = new LedgerTable(this, 'LedgerTable');
    const { topic: alerts } = new Alerts(this, 'Alerts', { prefix: SETUP, key });

    const worker = this.workers(props.bootstrapDirectory, key, functionOfSetup);

    const STATE_BUCKET = bucket.bucketName;
    const LEASE_TABLE = leaseTable.tableName;
    const LEDGER_TABLE = ledgerTable.tableName;
    const settings = { SETUP_SETTINGS: JSON.stringify(setup.worker), SETUP_ROLE_EXTERNAL_ID: setup.account };
    const { stateMachine, alias } = new RunMachine(this, 'Setup', {
      machine: 'setup',
      // Not by the machine's own name alone: its functions bear it as a start.
      roleName: `${SETUP}-machine`,
      does: 'calls the steps and tells people of a question.',
      functions: {
        Lease: worker('Lease', 'lease', lease(this, 'setup', leaseTable), { LEASE_TABLE }),
        SetupLook: worker('SetupLook', 'setup-look', setupLook(setup, bucket), { STATE_BUCKET, ...settings }),
        SetupFix: worker('SetupFix', 'setup-fix', setupFix(this, setup, { bucket, leaseTable, ledgerTable }), {
          STATE_BUCKET,
          LEASE_TABLE,
          LEDGER_TABLE,
          ...settings,
        }),
        Approval: worker('Approval', 'approval', approval(bucket), { STATE_BUCKET }),
      },
      substitutions: { AlertsTopic: alerts.topicArn },
      statements: (functions) => machine(functions, alerts, key),
      key,
    });

    this.output('StateMachineArn', stateMachine.stateMachineArn, 'Its executions are the runs; redrive them here.');
    this.output('StateMachineAliasArn', alias.attrArn, 'Start runs here, and answer what they ask.');
    this.output('StateBucketName', STATE_BUCKET, 'Findings, plans and reports.');
    this.output('LeaseTableName', LEASE_TABLE, 'Which run may write.');
    this.output('LedgerTableName', LEDGER_TABLE, 'Every fix.');
    this.output('AlertsTopicArn', alerts.topicArn, 'Subscribe here to hear of questions.');
  }
}
