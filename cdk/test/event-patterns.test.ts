import { describe, expect, it } from 'vitest';
import { DRIFT_FOUND } from '../lib/config.ts';
import { grantsChangedByOthers, runEnded } from '../lib/event-patterns.ts';
import { fits, rulesFor, rulesOfSamples, samples } from './event-bus.ts';
import { hub } from './hub.ts';

const { template } = hub({ context: { marketplace_session: 'true' } });
const rules = rulesOfSamples();
const events = samples();

describe('the rules', () => {
  it.each([...rules])('%s is heard by %s', (event, rule) => {
    expect(rulesFor(template, events.get(event)!)).toEqual(rule === 'none' ? [] : [rule]);
  });

  it('are each shown by a sample event, and each sample event is in the table', () => {
    expect([...events.keys()].sort()).toEqual([...rules.keys()].sort());
    const heard = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties.Name);
    expect(heard.sort()).toEqual(
      [...new Set(rules.values())]
        .filter((rule) => rule !== 'none')
        .map((rule) => `marketplace-steward-${rule}`)
        .sort(),
    );
  });

  it('do not hear our own event of drift', () => {
    const { source, detailType } = DRIFT_FOUND;
    expect(rulesFor(template, { source, 'detail-type': detailType, detail: {} })).toEqual([]);
  });

  it('listen on the default bus', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Events::Rule'))) {
      expect(Properties.EventBusName).toBeUndefined();
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
