/** The hub stack as the tests look at it: made from a stand-in for the binary, so that no test needs a build. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { PolicyFile, policyFrom } from '../lib/policy/file.ts';
import { settingsFrom } from '../lib/settings.ts';
import { HubStack } from '../lib/stacks/hub-stack.ts';

/** What the command line reads besides what it is told. */
export const CONTEXT = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')).context;
/** A policy with everything in it. */
export const POLICY = fileURLToPath(new URL('../../tests/worlds/policy.toml', import.meta.url));
export const BOOTSTRAP = fileURLToPath(new URL('fixtures/bootstrap', import.meta.url));

interface Wanted {
  bootstrapDirectory?: string;
  /** Instead of the file that the context names. */
  policy?: PolicyFile;
  /** As after `-c`. */
  context?: Record<string, string>;
}

/** The stack before it is synthesized, for a test that changes something in it. */
export function synthesizable({ bootstrapDirectory = BOOTSTRAP, policy, context = {} }: Wanted = {}) {
  const app = new App({ context: { ...CONTEXT, ...context } });
  const props = { bootstrapDirectory, settings: settingsFrom(app.node), policy: policy ?? policyFrom(app.node) };
  return { app, stack: new HubStack(app, 'MarketplaceStewardHub', props) };
}

export function hub(wanted: Wanted = {}) {
  const { app, stack } = synthesizable(wanted);
  return { app, stack, template: Template.fromStack(stack) };
}

/** One statement of a role, with its resources as readable text: `<LogicalId.Arn>/runs/*`. */
export interface Statement {
  sid: string;
  actions: string[];
  resources: string[];
  condition: Record<string, Record<string, unknown>>;
}

/** The statements of every role, by the role's name without the product's. */
export function statementsByRole(template: Template): Map<string, Statement[]> {
  const roles = Object.values(template.findResources('AWS::IAM::Role'));
  return new Map(
    roles.map(({ Properties }) => [
      Properties.RoleName.replace('marketplace-steward-', ''),
      Properties.Policies.flatMap((policy: any) => policy.PolicyDocument.Statement).map((statement: any) => ({
        sid: statement.Sid,
        actions: [statement.Action].flat(),
        resources: [statement.Resource].flat().map(flattenCfnReference),
        condition: statement.Condition ?? {},
      })),
    ]),
  );
}

/** The one statement with this name. */
export function statement(template: Template, role: string, sid: string): Statement {
  const found = statementsByRole(template)
    .get(role)
    ?.find((candidate) => candidate.sid === sid);
  if (found === undefined) throw new Error(`The role ${role} has no statement ${sid}.`);
  return found;
}
