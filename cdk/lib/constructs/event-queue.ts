/**
 * From rules to `nudge`: one queue in which events wait for others, and its dead-letter queue.
 *
 * An event only says "look again": whatever is lost, doubled or late here is put right by the next look.
 */
import { Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DELIVERY, NUDGE_EVENTS_MAX, NUDGE_TRIES_MAX, PRODUCT, QUEUES, SIZES } from '../config.ts';
import { EventPattern } from '../event-patterns.ts';
import { ruleArn } from '../permissions/names.ts';
import { allow } from '../permissions/platform.ts';
import { DeadLetters } from './dead-letters.ts';

/** One kind of event that is heard. */
export interface Heard {
  rule: string;
  /** What happened, for whoever reads the rules in the console. */
  means: string;
  pattern: EventPattern;
  /** Whether it is a call that only reads: such calls are matched by a rule in a state of their own. */
  readOnly?: boolean;
}

export interface EventQueueProps {
  name: keyof typeof QUEUES;
  hears: Heard[];
  alerts: ITopic;
}

export class EventQueue extends Construct {
  readonly queue: Queue;
  private readonly window: Duration;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    const { delay, window } = QUEUES[props.name];
    const name = `${PRODUCT}-${props.name}`;
    this.window = window;
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', {
      name: `${name}-dead-letters`,
      meaning: 'Events that started no run, however often they were tried. The next full pass sees the same truth.',
      alerts: props.alerts,
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: name,
      // SQS's own key: EventBridge needs no right to it, and the messages are entries of CloudTrail.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deliveryDelay: delay,
      retentionPeriod: Duration.days(4),
      // AWS asks for six times the function's timeout and the window on top.
      visibilityTimeout: Duration.seconds(6 * SIZES.nudge.timeout.toSeconds() + window.toSeconds()),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: NUDGE_TRIES_MAX },
    });
    for (const queue of [this.queue, deadLetters]) {
      const statement = allow('TakeEventsOfTheRules', ['sqs:SendMessage'], [queue.queueArn], {
        ArnEquals: { 'aws:SourceArn': props.hears.map(({ rule }) => ruleArn(this, rule)) },
      });
      statement.addPrincipals(new ServicePrincipal('events.amazonaws.com'));
      queue.addToResourcePolicy(statement);
    }
    for (const heard of props.hears) this.hear(heard, deadLetters);
  }

  /** By CfnRule and not Rule: only it knows the state for calls that read, and it grants nothing by reference. */
  private hear({ rule, means, pattern, readOnly }: Heard, deadLetters: Queue): void {
    new CfnRule(this, rule, {
      name: rule,
      description: means,
      eventPattern: pattern,
      state: readOnly ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
      targets: [
        {
          id: 'Queue',
          arn: this.queue.queueArn,
          deadLetterConfig: { arn: deadLetters.queueArn },
          retryPolicy: DELIVERY,
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
      maxBatchingWindow: this.window,
      reportBatchItemFailures: true,
      // The least there is. A reserved concurrency of one instead would throttle the pollers, and send untouched
      // events to the dead-letter queue; and small accounts have none to reserve. The lease keeps runs apart anyway.
      maxConcurrency: 2,
    });
  }
}
