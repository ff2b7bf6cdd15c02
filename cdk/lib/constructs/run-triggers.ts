/** Which events start a run, and how soon each is looked at. */
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { functionName, PRODUCT, QUEUES, RULES } from '../config.ts';
import {
  ACCOUNTS_CHANGED,
  accountTagChanged,
  grantsChangedByOthers,
  MARKETPLACE_SESSION,
  PURCHASED,
  runEnded,
} from '../event-patterns.ts';
import { roleArn, stateMachineArn } from '../permissions/names.ts';
import { EventQueue, Heard } from './event-queue.ts';

export interface RunTriggersProps {
  alerts: ITopic;
  /** The key of the tag on an account that says what it gets. */
  tagKey: string;
  /** Whether to hear the Marketplace console reading grants. */
  marketplaceSession: boolean;
}

export class RunTriggers extends Construct {
  readonly now: EventQueue;
  readonly later: EventQueue;

  constructor(scope: Construct, id: string, props: RunTriggersProps) {
    super(scope, id);
    const { alerts, tagKey } = props;
    this.now = new EventQueue(this, 'Now', {
      name: `${PRODUCT}-now`,
      ...QUEUES.now,
      alerts,
      hears: [
        {
          rule: RULES.accountTags,
          means: `Somebody set or removed the tag ${tagKey} on an account.`,
          pattern: accountTagChanged(tagKey),
        },
        { rule: RULES.accounts, means: 'An account came, moved or went.', pattern: ACCOUNTS_CHANGED },
        {
          rule: RULES.runEnded,
          means: 'A run did not succeed.',
          // One that was to retire and was refused ends the pause, and others may have left requests meanwhile.
          pattern: runEnded(stateMachineArn(this, 'share-licenses'), stateMachineArn(this, 'retire')),
        },
      ],
    });
    const session: Heard = {
      rule: RULES.marketplaceSession,
      means: 'The AWS Marketplace console read the received grants, as it does after a purchase.',
      pattern: MARKETPLACE_SESSION,
      readOnly: true,
    };
    this.later = new EventQueue(this, 'Later', {
      name: `${PRODUCT}-later`,
      ...QUEUES.later,
      alerts,
      hears: [
        { rule: RULES.purchases, means: 'A purchase was made, amended, has ended or will end.', pattern: PURCHASED },
        {
          rule: RULES.grants,
          means: 'A grant or a license changed, not by our own hand.',
          pattern: grantsChangedByOthers(roleArn(this, functionName('license'))),
        },
        ...(props.marketplaceSession ? [session] : []),
      ],
    });
  }

  startRunsBy(nudge: IFunction): void {
    this.now.startsRunsBy(nudge);
    this.later.startsRunsBy(nudge);
  }
}
