import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../lint/problems.ts';
import { hub, MACHINE } from './hub.ts';

const { template } = hub();
const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine')).map((one) => one.Properties);
const definition = readFileSync(MACHINE, 'utf8');

describe('the state machine', () => {
  it('asks for exactly the substitutions that the stack gives', () => {
    const asked = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...asked].sort()).toEqual(Object.keys(machine!.DefinitionSubstitutions).sort());
  });

  it('is traced, and logs every state without its data', () => {
    expect(machine!.TracingConfiguration).toEqual({ Enabled: true });
    expect(machine!.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });

  it('bears the name that the roles speak of', () => {
    expect(machine!.StateMachineName).toBe('marketplace-steward-share-licenses');
  });
});

describe('the linter', () => {
  it('has nothing against the definition', () => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it('finds a transition to nowhere, a missing start, and what is not JSON', () => {
    const wrong = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } };
    expect(problemsOf(JSON.stringify(wrong)).join()).toContain('MISSING_TRANSITION_TARGET');
    expect(problemsOf('{"States":{}}').join()).toContain('StartAt');
    expect(problemsOf('{')[0]).toContain('not JSON');
  });
});
