import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Machine } from '../lib/config.ts';
import { definitionFile } from '../lib/constructs/run-machine.ts';
import { problemsOf } from '../lint/problems.ts';
import { file, SAMPLE, stacksOf } from './experiences.ts';
import { hub } from './hub.ts';
import { sample, stacksOf as stacksOfSetups } from './setups.ts';

const stacks = stacksOf(file(SAMPLE));

/** Each machine with the stack that it is in. */
const MACHINES: [Machine, Template][] = [
  ['share-licenses', hub().template],
  ['publish-experiences', stacks.template('Experiences')],
  ['sync-experiences', stacks.template('Sync-finch-retail')],
  ['retire', hub().template],
  ['setup', stacksOfSetups(...sample().setups).template('Setup-hub')],
];

/** All states, of the machine and of what is nested in it, by name. */
function states(node: any): [string, any][] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'StartAt' in node && 'States' in node ? (Object.entries(node.States) as [string, any][]) : [];
  return [...own, ...Object.values(node).flatMap(states)];
}

describe.each(MACHINES)('the state machine %s', (name, template) => {
  const machines = template.findResources('AWS::StepFunctions::StateMachine', {
    Properties: { StateMachineName: `marketplace-steward-${name}` },
  });
  const [machineId, { Properties: machine }] = Object.entries(machines)[0]!;
  const definition = readFileSync(definitionFile(name), 'utf8');

  /** How long the function may take that the file calls by this name. */
  function mayTake(called: string): number {
    const version = template.findResources('AWS::Lambda::Version')[machine.DefinitionSubstitutions[called].Ref]!;
    return template.findResources('AWS::Lambda::Function')[version.Properties.FunctionName.Ref]!.Properties.Timeout;
  }

  it('asks for exactly the substitutions that the stack gives', () => {
    const asked = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...asked].sort()).toEqual(Object.keys(machine.DefinitionSubstitutions).sort());
  });

  it('names the version of each function, never the function itself', () => {
    const versions = template.findResources('AWS::Lambda::Version');
    for (const [name, value] of Object.entries<any>(machine.DefinitionSubstitutions)) {
      if (!name.endsWith('Function')) continue;
      expect(value.Ref).toMatch(new RegExp(`^${name}`));
      expect(versions).toHaveProperty(value.Ref);
    }
  });

  it('waits for a function longer than the function may take', () => {
    const calls = states(JSON.parse(definition)).flatMap(([name, state]) => {
      const called = /^\$\{(\w+)\}$/.exec(state.Arguments?.FunctionName ?? '')?.[1];
      return called === undefined ? [] : [{ name, may: mayTake(called), waits: state.TimeoutSeconds ?? Infinity }];
    });
    expect(calls.length).toBeGreaterThan(0);
    const hasty = calls.filter(({ may, waits }) => waits <= may);
    expect(hasty).toEqual([]);
  });

  it('is traced, and logs every state without its data', () => {
    expect(machine.TracingConfiguration).toEqual({ Enabled: true });
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });

  it('bears the name that the roles speak of', () => {
    expect(machine.StateMachineName).toBe(`marketplace-steward-${name}`);
  });

  it('is reached at a version that is published anew with every revision, and never deleted', () => {
    const versions = template.findResources('AWS::StepFunctions::StateMachineVersion', {
      Properties: { StateMachineArn: { Ref: machineId } },
    });
    const [[versionId, version], ...others] = Object.entries(versions) as [[string, any]];
    expect(others).toEqual([]);
    expect(version).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        StateMachineArn: { Ref: machineId },
        StateMachineRevisionId: { 'Fn::GetAtt': [machineId, 'StateMachineRevisionId'] },
      },
    });
    template.hasResourceProperties('AWS::StepFunctions::StateMachineAlias', {
      Name: 'live',
      RoutingConfiguration: [{ StateMachineVersionArn: { 'Fn::GetAtt': [versionId, 'Arn'] }, Weight: 100 }],
    });
  });

  it('is valid', () => {
    expect(problemsOf(definition)).toEqual([]);
  });
});

describe('the linter', () => {
  it('finds a transition to nowhere, a missing start, and what is not JSON', () => {
    const wrong = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } };
    expect(problemsOf(JSON.stringify(wrong)).join()).toContain('MISSING_TRANSITION_TARGET');
    expect(problemsOf('{"States":{}}').join()).toContain('StartAt');
    expect(problemsOf('{')[0]).toContain('not JSON');
  });
});
