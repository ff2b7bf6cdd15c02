import { describe, expect, it } from 'vitest';
import { file, only, SAMPLE, stacksOf } from './experiences.ts';
import { resolved } from './iam.ts';

const { template: templateOf } = stacksOf(file(SAMPLE));
const template = templateOf('Experiences');

describe('a new member', () => {
  const before = stacksOf(file(SAMPLE, ({ members }) => members.pop()));
  /** The logical ids of what is new or different, with `CurrentVersion...` for versions, whose ids say their content. */
  function different(): string[] {
    const is: Record<string, unknown> = template.toJSON().Resources;
    const was: Record<string, unknown> = before.template('Experiences').toJSON().Resources;
    return Object.keys(is)
      .filter((id) => JSON.stringify(is[id]) !== JSON.stringify(was[id]))
      .map((id) => id.replace(/CurrentVersion.*/, 'CurrentVersion'));
  }

  it('is one entry: its role, its place in the topic, and its name for publish', () => {
    const expected = [
      /^ReaderbayinsuranceRole/,
      /^SnapshotTopicPolicy/,
      /^PublishFunction.*(?<!CurrentVersion)$/,
      /^PublishFunctionCurrentVersion$/,
      // It names the version.
      /^PublishExperiencesStateMachine/,
    ];
    const found = different();
    expect(found.filter((id) => !expected.some((one) => one.test(id)))).toEqual([]);
    expect(found).toHaveLength(expected.length);
  });

  it('changes one statement of the topic', () => {
    const statements = (one: typeof template) =>
      Object.values(one.findResources('AWS::SNS::TopicPolicy'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .map(({ Sid }) => Sid);
    const added = statements(template).filter((sid) => !statements(before.template('Experiences')).includes(sid));
    expect(added).toEqual(['SubscribeFrom340000000001']);
  });

  it('changes nothing at the other members', () => {
    for (const name of ['Sync-finch-retail', 'Sync-harbour-logistics']) {
      expect(templateOf(name).toJSON()).toEqual(before.template(name).toJSON());
    }
  });

  it('may be the eightieth, and the policy of the topic is still as long as SNS takes', () => {
    const members = Array.from({ length: 80 }, (_, index) => ({
      name: `member-${index}`,
      account: `${500_000_000_000 + index}`,
      follows: [{ source: 'exp-hf00default00' }],
    }));
    const many = stacksOf({ ...file(SAMPLE), members }).template('Experiences');
    const [, policy] = only(many, 'AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: only(many, 'AWS::SNS::Topic', { TopicName: 'marketplace-steward-snapshots' })[0] }],
    });
    const [statement] = policy.Properties.PolicyDocument.Statement.slice(-1);
    const said = JSON.stringify({
      ...statement,
      Principal: { AWS: resolved(statement.Principal.AWS) },
      Resource: 'arn:aws:sns:us-east-1:111111111111:marketplace-steward-snapshots',
      Condition: {
        StringEquals: {
          'sns:Protocol': 'sqs',
          'sns:Endpoint': resolved(statement.Condition.StringEquals['sns:Endpoint']),
        },
      },
    });
    expect((80 + 1) * said.length).toBeLessThan(30 * 1024);
  });
});
