import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { file, only, SAMPLE, stacksOf } from './experiences.ts';
import { decide, Request, resolved } from './iam.ts';

const template = stacksOf(file(SAMPLE)).template('Experiences');
const [tableId] = only(template, 'AWS::DynamoDB::Table');
const [topicId] = only(template, 'AWS::SNS::Topic', { TopicName: 'marketplace-steward-snapshots' });
const [keyId] = only(template, 'AWS::KMS::Key');

/** The role of a member in the management account. */
function reader(member: string): any {
  return only(template, 'AWS::IAM::Role', { RoleName: `MarketplaceStewardReader-${member}` })[1].Properties;
}

describe('the read role of a member', () => {
  const trust = reader('finch-retail').AssumeRolePolicyDocument.Statement;
  const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

  it.each<[string, string, string, string]>([
    [
      'the function that reads',
      role('320000000002', 'marketplace-steward-sync-experiences'),
      'finch-retail@111111111111',
      'allowed',
    ],
    [
      'the function that records',
      role('320000000002', 'marketplace-steward-sync-record'),
      'finch-retail@111111111111',
      'allowed',
    ],
    [
      'the function that writes experiences',
      role('320000000002', 'marketplace-steward-sync-catalog'),
      'finch-retail@111111111111',
      'not allowed',
    ],
    ['another role of the account', role('320000000002', 'Administrator'), 'finch-retail@111111111111', 'not allowed'],
    [
      'a user of the account',
      'arn:aws:iam::320000000002:user/marketplace-steward-sync-experiences',
      'finch-retail@111111111111',
      'not allowed',
    ],
    [
      'a role of the same name in another member',
      role('330000000002', 'marketplace-steward-sync-experiences'),
      'finch-retail@111111111111',
      'not allowed',
    ],
    [
      'a role of the same name in the management account',
      role('111111111111', 'marketplace-steward-sync-experiences'),
      'finch-retail@111111111111',
      'not allowed',
    ],
    [
      "another member's external id",
      role('320000000002', 'marketplace-steward-sync-experiences'),
      'harbour-logistics@111111111111',
      'not allowed',
    ],
  ])('answers %s', (_, principal, externalId, decision) => {
    const request = { action: 'sts:AssumeRole', principal, context: { 'sts:ExternalId': externalId } };
    expect(decide(trust, request)).toBe(decision);
  });

  it('is not taken without an external id, nor by a service', () => {
    const principal = role('320000000002', 'marketplace-steward-sync-experiences');
    expect(decide(trust, { action: 'sts:AssumeRole', principal })).toBe('not allowed');
    expect(decide(trust, { action: 'sts:AssumeRole' })).toBe('not allowed');
  });

  const [{ PolicyDocument: rights }] = reader('finch-retail').Policies;
  const item = (action: string, key: string, resource = tableId): Request => ({
    action: `dynamodb:${action}`,
    resource,
    context: { 'dynamodb:LeadingKeys': [key] },
  });

  it.each<[string, Request, string]>([
    ['the head of the snapshot', item('GetItem', 'snapshot'), 'allowed'],
    ['its parts', item('Query', 'snapshot'), 'allowed'],
    ['its own record', item('GetItem', 'member#finch-retail'), 'allowed'],
    ['the writing of its own record', item('PutItem', 'member#finch-retail'), 'allowed'],
    ['the writing of the snapshot', item('PutItem', 'snapshot'), 'not allowed'],
    ['the record of another member', item('GetItem', 'member#bay-insurance'), 'not allowed'],
    ['the writing of it', item('PutItem', 'member#bay-insurance'), 'not allowed'],
    ['deleting', item('DeleteItem', 'snapshot'), 'not allowed'],
    ['deleting its own record', item('DeleteItem', 'member#finch-retail'), 'not allowed'],
    ['the whole table at once', { action: 'dynamodb:Scan', resource: tableId }, 'not allowed'],
    ['another table', item('GetItem', 'snapshot', 'other'), 'not allowed'],
  ])('decides on %s', (_, request, decision) => {
    expect(decide(rights.Statement, request)).toBe(decision);
  });

  it('uses the key through DynamoDB, and in no other way', () => {
    const decrypt = (service: string) =>
      decide(rights.Statement, {
        action: 'kms:Decrypt',
        resource: keyId,
        context: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` },
      });
    expect(decrypt('dynamodb')).toBe('allowed');
    expect(decrypt('sns')).toBe('not allowed');
    // The key's policy leaves it to the policies of this account to whom it belongs.
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:*', Principal: { AWS: Match.anyValue() } })]),
      },
    });
  });

  it.each(['finch-retail', 'harbour-logistics', 'bay-insurance'])('is there for %s, with the key', (member) => {
    const actions = reader(member).Policies.flatMap(({ PolicyDocument }: any) =>
      PolicyDocument.Statement.flatMap(({ Action }: any) => Action),
    );
    expect(actions).toContain('kms:Decrypt');
  });
});

describe('publish', () => {
  const [, role] = only(template, 'AWS::IAM::Role', { RoleName: 'marketplace-steward-publish' });
  const [{ PolicyDocument: rights }] = role.Properties.Policies;
  const entity = (path: string) => `arn:aws:aws-marketplace:us-east-1:111111111111:AWSMarketplace/${path}`;

  it.each<[string, Request, string]>([
    [
      'an experience that is published',
      { action: 'aws-marketplace:DescribeEntity', resource: entity('Experience/exp-hf00default00') },
      'allowed',
    ],
    [
      'one that is not',
      { action: 'aws-marketplace:DescribeEntity', resource: entity('Experience/exp-hf00other0000') },
      'not allowed',
    ],
    [
      'its policy',
      { action: 'aws-marketplace:DescribeEntity', resource: entity('ProcurementPolicy/procpolicy-a') },
      'allowed',
    ],
    [
      'a product of a seller',
      { action: 'aws-marketplace:DescribeEntity', resource: entity('SaaSProduct/prod-a') },
      'not allowed',
    ],
    [
      'changing anything',
      { action: 'aws-marketplace:StartChangeSet', resource: entity('Experience/exp-hf00default00') },
      'not allowed',
    ],
    [
      'the snapshot',
      { action: 'dynamodb:PutItem', resource: tableId, context: { 'dynamodb:LeadingKeys': ['snapshot'] } },
      'allowed',
    ],
    [
      'what a member told',
      { action: 'dynamodb:GetItem', resource: tableId, context: { 'dynamodb:LeadingKeys': ['member#a'] } },
      'allowed',
    ],
    [
      'changing what a member told',
      { action: 'dynamodb:PutItem', resource: tableId, context: { 'dynamodb:LeadingKeys': ['member#a'] } },
      'not allowed',
    ],
  ])('may or may not: %s', (_, request, decision) => {
    expect(decide(rights.Statement, request)).toBe(decision);
  });
});

describe('the topic of snapshots', () => {
  const [, policy] = only(template, 'AWS::SNS::TopicPolicy', { Topics: [{ Ref: topicId }] });
  const statements = policy.Properties.PolicyDocument.Statement;
  const subscribe = (account: string, protocol: string, endpoint: string): Request => ({
    action: 'sns:Subscribe',
    resource: topicId,
    principal: `arn:aws:iam::${account}:role/deployer`,
    context: { 'sns:Protocol': protocol, 'sns:Endpoint': endpoint, 'aws:SecureTransport': 'true' },
  });
  const queue = (account: string, name = 'marketplace-steward-sync') => `arn:aws:sqs:us-east-1:${account}:${name}`;

  it.each<[string, Request, string]>([
    ['the queue of a member, by the member', subscribe('320000000002', 'sqs', queue('320000000002')), 'allowed'],
    ['the queue of a member, by another one', subscribe('330000000002', 'sqs', queue('320000000002')), 'not allowed'],
    ['another queue of a member', subscribe('320000000002', 'sqs', queue('320000000002', 'mine')), 'not allowed'],
    ['an address of a member', subscribe('320000000002', 'https', 'https://example.com/'), 'not allowed'],
    ['a queue of nobody known', subscribe('999999999999', 'sqs', queue('999999999999')), 'not allowed'],
  ])('lets be subscribed or not: %s', (_, request, decision) => {
    expect(decide(statements, request)).toBe(decision);
  });

  it('is encrypted with our key, and takes nothing without TLS', () => {
    const [, topic] = only(template, 'AWS::SNS::Topic', { TopicName: 'marketplace-steward-snapshots' });
    expect(resolved(topic.Properties.KmsMasterKeyId)).toBe(keyId);
    const [request] = [subscribe('320000000002', 'sqs', queue('320000000002'))];
    const publish = { ...request!, action: 'sns:Publish', context: { 'aws:SecureTransport': 'false' } };
    expect(decide(statements, publish)).toBe('denied');
    expect(decide(statements, { ...publish, context: { 'aws:SecureTransport': 'true' } })).toBe('not allowed');
  });

  it('is published to by the machine alone', () => {
    const publishing = Object.values(template.findResources('AWS::IAM::Role')).filter((role) =>
      JSON.stringify(role.Properties.Policies).includes('sns:Publish'),
    );
    expect(publishing.map(({ Properties }) => Properties.RoleName)).toEqual(['marketplace-steward-publish-machine']);
    const [{ PolicyDocument: rights }] = publishing[0]!.Properties.Policies;
    expect(decide(rights.Statement, { action: 'sns:Publish', resource: topicId })).toBe('allowed');
    const [alertsId] = only(template, 'AWS::SNS::Topic', { TopicName: 'marketplace-steward-publish-alerts' });
    expect(decide(rights.Statement, { action: 'sns:Publish', resource: alertsId })).toBe('not allowed');
  });
});
