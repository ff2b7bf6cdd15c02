import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { hub } from './hub.ts';

const { template } = hub();

describe('the state bucket', () => {
  it('is closed to the public, encrypted with our key, versioned, and outlives the stack', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
  });

  it('answers only over TLS 1.2 or newer', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      },
    });
  });

  it('forgets runs after 90 days and the policy never', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ Prefix: 'runs/', ExpirationInDays: 90, Status: 'Enabled' })],
      },
    });
  });
});

describe('the tables', () => {
  it('are on demand, encrypted, and can be taken back to any second', () => {
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    template.resourceCountIs('AWS::DynamoDB::Table', 2);
  });

  it('keep the ledger whatever is deployed or deleted', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    });
  });
});

describe('the key', () => {
  it('turns every year and outlives the stack, as what it opens does', () => {
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
  });

  it('serves CloudWatch Logs for our log groups only', () => {
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    const service = key!.Properties.KeyPolicy.Statement.find((one: any) => one.Principal.Service !== undefined);
    const groups = JSON.stringify(service.Condition.ArnLike['kms:EncryptionContext:aws:logs:arn']);
    expect(groups).toContain(':log-group:/aws/lambda/marketplace-steward-*');
    expect(groups).toContain(':log-group:/aws/vendedlogs/states/marketplace-steward-*');
  });
});

describe('the log groups', () => {
  it('are there for each function and each machine, encrypted, and kept for a known time', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties);
    expect(groups.every((group) => group.KmsKeyId !== undefined)).toBe(true);
    expect(Object.fromEntries(groups.map((group) => [group.LogGroupName, group.RetentionInDays]))).toEqual({
      '/aws/lambda/marketplace-steward-lease': 90,
      '/aws/lambda/marketplace-steward-observe': 90,
      '/aws/lambda/marketplace-steward-diff': 90,
      '/aws/lambda/marketplace-steward-license': 90,
      '/aws/lambda/marketplace-steward-report': 90,
      '/aws/lambda/marketplace-steward-nudge': 90,
      '/aws/lambda/marketplace-steward-approval': 90,
      '/aws/vendedlogs/states/marketplace-steward-share-licenses': 365,
      '/aws/vendedlogs/states/marketplace-steward-retire': 365,
    });
  });
});
