/**
 * From rules, and from a topic elsewhere, to `nudge`: one queue in which events wait for others, and its dead-letter queue.
 *
 * An event only says "look again": whatever is lost, doubled or late here is put right by the next look.
 */
import { Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DELIVERY, NUDGE_EVENTS_MAX, NUDGE_TRIES_MAX, SIZES } from '../config.ts';
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
  name: string;
  /** How long an event is held back. */
  delay: Duration;
  /** How long a batch is collected. */
  window: Duration;
  hears: Heard[];
  /** The topic of another account that is subscribed to. */
  topicArn?: string;
  alerts: ITopic;
}

export class EventQueue extends Construct {
  readonly queue: Queue;
  private readonly window: Duration;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    const { name, delay, window, topicArn } = props;
    this.window = window;
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', {
      name: `${name}-dead-letters`,
      meaning: 'Events that started no run, however often they were tried. The next full pass sees the same truth.',
      alerts: props.alerts,
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: name,
      // SQS's own key: EventBridge and SNS need no right to it, and the messages are entries of CloudTrail and hints.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deliveryDelay: delay,
      retentionPeriod: Duration.days(4),
      // AWS asks for six times the function's timeout and the window on top.
      visibilityTimeout: Duration.seconds(6 * SIZES.nudge.timeout.toSeconds() + window.toSeconds()),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: NUDGE_TRIES_MAX },
    });
    const rules = props.hears.map(({ rule }) => ruleArn(this, rule));
    for (const queue of [this.queue, deadLetters]) {
      takeFrom(queue, 'TakeEventsOfTheRules', 'events.amazonaws.com', rules);
      if (topicArn !== undefined) takeFrom(queue, 'TakeMessagesOfTheTopic', 'sns.amazonaws.com', [topicArn]);
    }
    for (const heard of props.hears) this.hear(heard, deadLetters);
    if (topicArn !== undefined) this.subscribe(topicArn, deadLetters);
  }

  /** The message as it was sent, without the envelope of SNS: `nudge` reads events, wherever they come from. */
  private subscribe(topicArn: string, deadLetters: Queue): void {
    const subscription = new CfnSubscription(this, 'Subscription', {
      topicArn,
      protocol: 'sqs',
      endpoint: this.queue.queueArn,
      rawMessageDelivery: true,
      redrivePolicy: { deadLetterTargetArn: deadLetters.queueArn },
    });
    // SNS looks at once whether it may send.
    subscription.node.addDependency(this.queue, deadLetters);
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

/** Let a service put messages into a queue for these sources, and for nothing else. */
function takeFrom(queue: Queue, sid: string, service: string, sources: string[]): void {
  const statement = allow(sid, ['sqs:SendMessage'], [queue.queueArn], { ArnEquals: { 'aws:SourceArn': sources } });
  statement.addPrincipals(new ServicePrincipal(service));
  queue.addToResourcePolicy(statement);
}
