import { describe, expect, it } from 'vitest';
import { DRIFT_FOUND } from '../lib/config.ts';
import { grantsChangedByOthers, runEnded } from '../lib/event-patterns.ts';
import { fits, rulesFor, rulesOfSamples, samples } from './event-bus.ts';
import { file, SAMPLE, stacksOf } from './experiences.ts';
import { hub } from './hub.ts';

const { template } = hub({ context: { marketplace_session: 'true' } });
const stacks = stacksOf(file(SAMPLE));
const publishing = stacks.template('Experiences');
const following = stacks.template('Sync-finch-retail');

describe.each([
  ['' as const, [template]],
  ['experiences/' as const, [publishing, following]],
])('the rules for the events in tests/events/%s', (folder, theirs) => {
  const rules = rulesOfSamples(folder);
  const events = samples(folder);

  it.each([...rules])('%s is heard by %s, and by none of another stack', (event, rule) => {
    const heard = [
      ...rulesFor(template, events.get(event)!),
      ...rulesFor(publishing, events.get(event)!),
      ...rulesFor(following, events.get(event)!, '320000000002'),
    ];
    expect(heard).toEqual(rule === 'none' ? [] : [rule]);
  });

  it('are each shown by a sample event, and each sample event is in the table', () => {
    expect([...events.keys()].sort()).toEqual([...rules.keys()].sort());
    const heard = theirs.flatMap((one) => Object.values(one.findResources('AWS::Events::Rule')));
    expect(heard.map(({ Properties }) => Properties.Name).sort()).toEqual(
      [...new Set(rules.values())]
        .filter((rule) => rule !== 'none')
        .map((rule) => `marketplace-steward-${rule}`)
        .sort(),
    );
  });
});

describe('the rules', () => {
  it('do not hear our own event of drift', () => {
    const { source, detailType } = DRIFT_FOUND;
    expect(rulesFor(template, { source, 'detail-type': detailType, detail: {} })).toEqual([]);
  });

  it('listen on the default bus', () => {
    for (const one of [template, publishing, following]) {
      for (const { Properties } of Object.values(one.findResources('AWS::Events::Rule'))) {
        expect(Properties.EventBusName).toBeUndefined();
      }
    }
  });
});

describe('a grant that changed', () => {
  const own = 'arn:aws:iam::111111111111:role/marketplace-steward-license';
  const write = (userIdentity: object | undefined) => ({
    source: 'aws.license-manager',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { eventSource: 'license-manager.amazonaws.com', eventName: 'DeleteGrant', userIdentity },
  });

  it.each([
    ['a user', { type: 'IAMUser', arn: 'arn:aws:iam::111111111111:user/me' }],
    ['a service of AWS', { type: 'AWSService', invokedBy: 'license-manager.amazonaws.com' }],
    ['another role', { sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111111111111:role/Ops' } } }],
    ['nobody who is named', undefined],
  ])('by %s is heard', (_, identity) => {
    expect(fits(grantsChangedByOthers(own), write(identity))).toBe(true);
  });

  it('by our own function is not heard, so that no run starts the next', () => {
    expect(fits(grantsChangedByOthers(own), write({ sessionContext: { sessionIssuer: { arn: own } } }))).toBe(false);
  });
});

describe('a run that ended', () => {
  const machine = 'arn:aws:states:us-east-1:111111111111:stateMachine:marketplace-steward-share-licenses';
  const ended = (stateMachineArn: string, status = 'TIMED_OUT') => ({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { status, stateMachineArn },
  });

  it('is heard when it did not succeed, and its map runs are not', () => {
    expect(fits(runEnded(machine), ended(machine))).toBe(true);
    expect(fits(runEnded(machine), ended(machine, 'RUNNING'))).toBe(false);
    expect(fits(runEnded(machine), ended(`${machine}/Apply`))).toBe(false);
  });
});
