import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { hub } from './hub.ts';

const { template } = hub();
const [rule] = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
const { detail } = rule!.EventPattern;

describe('the rule', () => {
  it('listens to API calls of Organizations, under their own source', () => {
    expect(rule!.EventPattern.source).toEqual(['aws.organizations']);
    expect(rule!.EventPattern['detail-type']).toEqual(['AWS API Call via CloudTrail']);
    expect(detail.eventSource).toEqual(['organizations.amazonaws.com']);
    expect(detail.eventName).toEqual(['TagResource', 'UntagResource']);
    expect(rule!.EventBusName).toBeUndefined();
  });

  it('hears of accounts and not of OUs, roots or policies', () => {
    const prefixes = detail.requestParameters.resourceId.map((one: { prefix: string }) => one.prefix);
    const heard = (id: string) => prefixes.some((prefix: string) => id.startsWith(prefix));
    expect(['222222222222', '012345678901'].every(heard)).toBe(true);
    expect(['ou-ab12-cdef3456', 'r-ab12', 'p-examplepolicy', 'o-exampleorg'].some(heard)).toBe(false);
  });

  it('hears only of our tag, however CloudTrail spells it, set or removed', () => {
    expect(detail.requestParameters.$or).toEqual([
      { tags: { key: ['marketplace-licence'] } },
      { tags: { Key: ['marketplace-licence'] } },
      { tagKeys: ['marketplace-licence'] },
    ]);
  });

  it('does not start a run for a call that failed', () => {
    expect(detail.errorCode).toEqual([{ exists: false }]);
  });

  it('leaves what it cannot deliver in the dead-letter queue', () => {
    expect(rule!.Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [expect.stringContaining('Queue'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
      }),
    ]);
  });
});

describe('the queues', () => {
  it('are encrypted, and take messages from this one rule over TLS', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              ArnEquals: {
                'aws:SourceArn': {
                  'Fn::Join': ['', Match.arrayWith([':rule/marketplace-steward-account-tags'])],
                },
              },
            },
          }),
        ],
      },
    });
  });

  it('give a batch up after five tries and keep it for two weeks', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 5 } });
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 3600 });
  });

  it('hide a batch for six times what nudge may take, and the window', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 6 * 30 + 20 });
  });
});

describe('the mapping', () => {
  it('makes one run of a burst, and reports single failures', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 20,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('reserves no concurrency, which small accounts do not have', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
    }
  });
});
