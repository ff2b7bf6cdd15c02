import { App, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { HANDLERS } from '../lib/config.ts';
import { hub, synthesizable } from './hub.ts';

const { template } = hub();
const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
const byHandler = Object.fromEntries(functions.map((one) => [one.Handler, one]));

describe('the functions', () => {
  it('are one for each handler name, and named after it', () => {
    expect(Object.keys(byHandler).sort()).toEqual([...HANDLERS].sort());
    for (const handler of HANDLERS) {
      expect(byHandler[handler].FunctionName).toBe(`marketplace-steward-${handler}`);
    }
  });

  it('all run the one prebuilt binary', () => {
    expect(new Set(functions.map((one) => JSON.stringify(one.Code))).size).toBe(1);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'provided.al2023',
      Architectures: ['x86_64'],
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('may take as long as their work can take', () => {
    expect(Object.fromEntries(HANDLERS.map((handler) => [handler, byHandler[handler].Timeout]))).toEqual({
      lease: 30,
      observe: 900,
      diff: 300,
      license: 60,
      report: 120,
      nudge: 30,
      approval: 60,
    });
  });

  it('are told exactly what ARCHITECTURE.md says', () => {
    const told = (handler: string) => Object.keys(byHandler[handler].Environment.Variables).sort();
    expect(told('lease')).toEqual(['LEASE_TABLE', 'RUST_LOG']);
    expect(told('observe')).toEqual(['LEDGER_TABLE', 'RUST_LOG', 'STATE_BUCKET']);
    expect(told('diff')).toEqual(['RUST_LOG', 'STATE_BUCKET']);
    expect(told('license')).toEqual([
      'LEASE_TABLE',
      'LEDGER_TABLE',
      'MEMBER_ROLE_EXTERNAL_ID',
      'MEMBER_ROLE_NAME',
      'RUST_LOG',
    ]);
    expect(told('report')).toEqual(['RUST_LOG', 'STATE_BUCKET']);
    expect(told('approval')).toEqual(['RUST_LOG', 'STATE_BUCKET']);
    expect(told('nudge')).toEqual(['RUST_LOG', 'STATE_MACHINE_ARN', 'TAG_KEY']);
  });

  it('start runs by the alias', () => {
    const [alias] = Object.keys(template.findResources('AWS::StepFunctions::StateMachineAlias'));
    expect(byHandler.nudge.Environment.Variables.STATE_MACHINE_ARN).toEqual({ 'Fn::GetAtt': [alias, 'Arn'] });
  });

  it('are published as a version each, which no later deployment deletes', () => {
    const versions = Object.values(template.findResources('AWS::Lambda::Version'));
    expect(versions).toHaveLength(HANDLERS.length);
    expect(new Set(versions.map(({ Properties }) => Properties.FunctionName.Ref)).size).toBe(HANDLERS.length);
    for (const version of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('get a new version when their settings change, and keep theirs when another tag is put on', () => {
    const versions = (change: (app: App) => void) => {
      const { app, stack } = synthesizable();
      change(app);
      return Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version')).sort();
    };
    const before = versions(() => {});
    expect(versions((app) => Tags.of(app).add('team', 'procurement'))).toEqual(before);
    const all = (app: App) => app.node.findAll().filter((one) => one instanceof CfnFunction);
    const after = versions((app) => all(app).forEach((one) => (one.memorySize = 1024)));
    expect(after.filter((version) => before.includes(version))).toEqual([]);
  });

  it('have a role of their own', () => {
    expect(new Set(functions.map((one) => JSON.stringify(one.Role))).size).toBe(HANDLERS.length);
  });
});
