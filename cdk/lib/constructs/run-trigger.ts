/**
 * From a changed tag to a run: rule, queue, dead-letter queue, and the mapping to `nudge`.
 *
 * An event only says "look again": whatever is lost, doubled or late here is put right by the next look.
 */
import { Duration } from 'aws-cdk-lib';
import { EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ACCOUNT_TAG_KEY, NUDGE_EVENTS_MAX, NUDGE_TRIES_MAX, NUDGE_WINDOW, RULE_NAME, SIZES } from '../config.ts';
import { allow } from '../permissions/platform.ts';
import { ruleArn } from '../permissions/names.ts';

/**
 * Somebody set or removed our tag on an account, and it worked.
 *
 * Ids of OUs, roots, policies and the organization begin with a letter, those of accounts with a digit. How CloudTrail
 * spells the members of a tag is not published, so both spellings count.
 */
export const ACCOUNT_TAG_CHANGED: EventPattern = {
  source: ['aws.organizations'],
  detailType: ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['organizations.amazonaws.com'],
    eventName: ['TagResource', 'UntagResource'],
    errorCode: [{ exists: false }],
    requestParameters: {
      resourceId: [...'0123456789'].map((digit) => ({ prefix: digit })),
      $or: [
        { tags: { key: [ACCOUNT_TAG_KEY] } },
        { tags: { Key: [ACCOUNT_TAG_KEY] } },
        { tagKeys: [ACCOUNT_TAG_KEY] },
      ],
    },
  },
};

export class RunTrigger extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // SQS's own key: EventBridge needs no right to it, and the messages are entries of CloudTrail.
    const encryption = QueueEncryption.SQS_MANAGED;
    const deadLetters = new Queue(this, 'DeadLetters', {
      encryption,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      encryption,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS asks for six times the function's timeout and the window on top.
      visibilityTimeout: Duration.seconds(6 * SIZES.nudge.timeout.toSeconds() + NUDGE_WINDOW.toSeconds()),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: NUDGE_TRIES_MAX },
    });
    for (const queue of [this.queue, deadLetters]) {
      const statement = allow('TakeEventsOfTheRule', ['sqs:SendMessage'], [queue.queueArn], {
        ArnEquals: { 'aws:SourceArn': ruleArn(this) },
      });
      statement.addPrincipals(new ServicePrincipal('events.amazonaws.com'));
      queue.addToResourcePolicy(statement);
    }
    new Rule(this, 'Rule', {
      ruleName: RULE_NAME,
      description: `Somebody set or removed the tag ${ACCOUNT_TAG_KEY} on an account.`,
      eventPattern: ACCOUNT_TAG_CHANGED,
      targets: [
        {
          // By hand and not `targets.SqsQueue`, which would grant by reference to the rule.
          bind: () => ({
            arn: this.queue.queueArn,
            deadLetterConfig: { arn: deadLetters.queueArn },
            retryPolicy: { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 20 },
          }),
        },
      ],
    });
  }

  /** Feed the queue to `nudge`, one batch at a time as far as Lambda lets us say so. */
  startsRunsBy(nudge: IFunction): void {
    new EventSourceMapping(this, 'Mapping', {
      target: nudge,
      eventSourceArn: this.queue.queueArn,
      batchSize: NUDGE_EVENTS_MAX,
      maxBatchingWindow: NUDGE_WINDOW,
      reportBatchItemFailures: true,
      // The least there is. A reserved concurrency of one instead would throttle the pollers, and send untouched
      // events to the dead-letter queue; and small accounts have none to reserve. The lease keeps runs apart anyway.
      maxConcurrency: 2,
    });
  }
}
