import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitionFile } from '../lib/constructs/run-machine.ts';
import { hub, statement, statementsByRole } from './hub.ts';
import { usedBy } from './used-by.ts';

const { template } = hub({ context: { drift_report: 'cron(0 6 * * ? *)', marketplace_session: 'true' } });
const roles = statementsByRole(template);
const granted = roles.get('retire')!;
const here = '<AWS::Region>:<AWS::AccountId>';
const [substitutions] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'))
  .filter(({ Properties }) => Properties.StateMachineName === 'marketplace-steward-retire')
  .map(({ Properties }) => Properties.DefinitionSubstitutions);

function namesOf(type: string): string[] {
  return Object.values(template.findResources(type))
    .map(({ Properties }) => Properties.Name)
    .sort();
}

describe('the machine that retires', () => {
  it('is granted exactly what its file asks for, logs and traces', () => {
    const definition = JSON.parse(readFileSync(definitionFile('retire'), 'utf8'));
    const actions = [...new Set(granted.flatMap((one) => one.actions))].filter((one) => !/^(logs|xray):/.test(one));
    expect(actions.sort()).toEqual([...new Set(usedBy(definition))].sort());
  });

  it('stops every rule and schedule of the stack, and may stop no other', () => {
    const rules = namesOf('AWS::Events::Rule');
    const schedules = namesOf('AWS::Scheduler::Schedule');
    expect(rules).toHaveLength(6);
    expect(schedules).toHaveLength(2);
    expect(substitutions.Rules.split(',').sort()).toEqual(rules);
    expect(substitutions.Schedules.split(',').sort()).toEqual(schedules);
    expect(substitutions.ScheduleGroup).toBe('marketplace-steward');
    expect(statement(template, 'retire', 'StopTheRules').resources.sort()).toEqual(
      rules.map((rule) => `arn:<AWS::Partition>:events:${here}:rule/${rule}`),
    );
    expect(statement(template, 'retire', 'StopTheSchedules').resources.sort()).toEqual(
      schedules.map((schedule) => `arn:<AWS::Partition>:scheduler:${here}:schedule/marketplace-steward/${schedule}`),
    );
  });

  it('hands the schedules no role but their own, and to nobody but Scheduler', () => {
    const { resources, condition } = statement(template, 'retire', 'KeepTheRoleOfTheSchedules');
    expect(resources).toEqual(['arn:<AWS::Partition>:iam::<AWS::AccountId>:role/marketplace-steward-schedules']);
    expect(condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
    expect(roles.has('schedules')).toBe(true);
  });

  it('starts setup by its alias live, and nothing else', () => {
    const { resources, condition } = statement(template, 'retire', 'HaveTheGuardRailRemoved');
    expect(resources).toEqual([`arn:<AWS::Partition>:states:${here}:stateMachine:marketplace-steward-setup`]);
    expect(condition).toEqual({ 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': ['live'] } });
  });

  it('is asked for as well by those who look whether the holder of the lease still runs', () => {
    for (const role of ['lease', 'license']) {
      expect(statement(template, role, 'AskForTheHolder').resources).toEqual(
        ['share-licenses', 'retire'].map(
          (machine) => `arn:<AWS::Partition>:states:${here}:execution:marketplace-steward-${machine}:*`,
        ),
      );
    }
  });

  it('is followed up when it was refused, as a run that died is', () => {
    const [ended] = Object.values(template.findResources('AWS::Events::Rule')).filter(
      ({ Properties }) => Properties.Name === 'marketplace-steward-run-ended',
    );
    expect(ended!.Properties.EventPattern.detail.stateMachineArn).toHaveLength(2);
  });
});
