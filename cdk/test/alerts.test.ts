import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { hub } from './hub.ts';

const { template } = hub();
const [topicId, topic] = Object.entries(template.findResources('AWS::SNS::Topic'))[0]!;
const ourAlarms = { 'Fn::Join': ['', Match.arrayWith([':alarm:marketplace-steward-*'])] };
const onlyOurAlarms = {
  ArnLike: { 'aws:SourceArn': ourAlarms },
  StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
};

describe('the dead-letter queues', () => {
  it('each have an alarm that rings at the first message and is silent without one', () => {
    const queues = Object.entries(template.findResources('AWS::SQS::Queue')).filter(([, { Properties }]) =>
      Properties.QueueName.endsWith('-dead-letters'),
    );
    expect(queues.map(([, { Properties }]) => Properties.QueueName).sort()).toEqual([
      'marketplace-steward-later-dead-letters',
      'marketplace-steward-now-dead-letters',
      'marketplace-steward-schedules-dead-letters',
    ]);
    template.resourceCountIs('AWS::CloudWatch::Alarm', queues.length);
    for (const [id, { Properties }] of queues) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: Properties.QueueName,
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: topicId }],
      });
    }
  });
});

describe('the topic of alerts', () => {
  it('is encrypted with our key, which CloudWatch may use for our alarms only', () => {
    expect(topic.Properties.TopicName).toBe('marketplace-steward-alerts');
    const [keyId] = Object.keys(template.findResources('AWS::KMS::Key'));
    expect(JSON.stringify(topic.Properties.KmsMasterKeyId)).toContain(keyId);
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'AlarmsOfThisInstallation',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
            Condition: onlyOurAlarms,
          },
        ]),
      },
    });
  });

  it('takes messages over TLS, from our alarms only', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          {
            Sid: 'AlarmsOfThisInstallation',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: topicId },
            Condition: onlyOurAlarms,
          },
        ],
      },
    });
  });
});
