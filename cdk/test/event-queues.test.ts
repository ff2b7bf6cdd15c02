import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { hub } from './hub.ts';

const { template } = hub();
const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);

/** The logical id of the queue with this name. */
function idOf(queueName: string): string {
  const found = Object.entries(template.findResources('AWS::SQS::Queue', { Properties: { QueueName: queueName } }));
  if (found.length !== 1) throw new Error(`There is no queue ${queueName}.`);
  return found[0]![0];
}
const arnOf = (queueName: string) => ({ 'Fn::GetAtt': [idOf(queueName), 'Arn'] });

/** What is heard through each queue. */
const HEARD = {
  'marketplace-steward-now': ['account-tags', 'accounts', 'run-ended'],
  'marketplace-steward-later': ['purchases', 'grants'],
};

describe('the rules', () => {
  it('send each kind of event to the queue that waits long enough for it', () => {
    const heard = (queue: string) =>
      rules.filter((rule) => rule.Targets[0].Arn['Fn::GetAtt'][0] === idOf(queue)).map((rule) => rule.Name);
    for (const [queue, names] of Object.entries(HEARD)) {
      expect(heard(queue).sort()).toEqual(names.map((name) => `marketplace-steward-${name}`).sort());
    }
  });

  it('leave what they cannot deliver within the hour in the dead-letter queue of that queue', () => {
    for (const rule of rules) {
      const queue = Object.keys(HEARD).find((name) => rule.Targets[0].Arn['Fn::GetAtt'][0] === idOf(name))!;
      expect(rule.Targets).toEqual([
        {
          Id: 'Queue',
          Arn: arnOf(queue),
          DeadLetterConfig: { Arn: arnOf(`${queue}-dead-letters`) },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
        },
      ]);
    }
  });

  it('are on, and for the calls that only read in the state that hears such calls, when asked for', () => {
    expect(new Set(rules.map((rule) => rule.State))).toEqual(new Set(['ENABLED']));
    hub({ context: { marketplace_session: 'true' } }).template.hasResourceProperties('AWS::Events::Rule', {
      Name: 'marketplace-steward-marketplace-session',
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    });
  });
});

describe('the queues', () => {
  it('are encrypted and answer over TLS only', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
    template.resourceCountIs('AWS::SQS::QueuePolicy', Object.keys(template.findResources('AWS::SQS::Queue')).length);
  });

  it.each(Object.entries(HEARD))('%s and its dead-letter queue take messages from exactly its rules', (queue, names) => {
    for (const name of [queue, `${queue}-dead-letters`]) {
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: idOf(name) }],
        PolicyDocument: {
          Statement: [
            Match.objectLike({ Effect: 'Deny' }),
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Principal: { Service: 'events.amazonaws.com' },
              Condition: {
                ArnEquals: {
                  'aws:SourceArn': names.map((rule) => ({
                    'Fn::Join': ['', Match.arrayWith([`:rule/marketplace-steward-${rule}`])],
                  })),
                },
              },
            }),
          ],
        },
      });
    }
  });

  it.each([
    ['marketplace-steward-now', 0, 20],
    ['marketplace-steward-later', 300, 300],
  ])('%s holds an event back for %d seconds, and its batch for %d', (queue, delay, window) => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: queue,
      DelaySeconds: delay,
      // Six times what nudge may take, and the window.
      VisibilityTimeout: 6 * 30 + window,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arnOf(queue),
      MaximumBatchingWindowInSeconds: window,
    });
  });

  it('give a batch up after five tries and keep it for two weeks', () => {
    for (const queue of Object.keys(HEARD)) {
      template.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: queue,
        RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: arnOf(`${queue}-dead-letters`) },
      });
      template.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: `${queue}-dead-letters`,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
    }
  });
});

describe('the mappings', () => {
  it('make one run of a burst, and report single failures', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 500,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('call nudge by its alias, so that a batch never meets half a deployment', () => {
    const [alias] = Object.entries(template.findResources('AWS::Lambda::Alias'));
    expect(alias![1].Properties.Name).toBe('live');
    expect(alias![1].Properties.FunctionVersion['Fn::GetAtt'][0]).toMatch(/^Nudge/);
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))) {
      const [functionOfTheAlias, qualifier] = Properties.FunctionName['Fn::Join'][1];
      expect(functionOfTheAlias['Fn::Select'][1]['Fn::Split'][1]).toEqual({ Ref: alias![0] });
      expect(qualifier).toBe(':live');
    }
  });

  it('reserve no concurrency, which small accounts do not have', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
    }
  });
});
