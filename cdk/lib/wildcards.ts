/**
 * Every wildcard in a resource of our roles, with the reason why it cannot be narrower. What is not named here fails
 * synth; a wildcard in an action is never acknowledged.
 */
import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
// cdk-nag knows a wildcard by this spelling and does not export the function; the version is pinned.
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { MEMBER_ROLE_NAME } from './config.ts';

/** What the resource looks like, and why it is as narrow as it can be. The first that fits counts. */
export const WILDCARDS: [form: RegExp, reason: string][] = [
  [
    /-assets-<AWS::AccountId>-<AWS::Region>\/\*$/,
    'What a deployment uploaded, to be read. It is named by its content, and a right that is given to one name in the ' +
      'moment in which it is needed does not hold yet.',
  ],
  [/\/runs\/\*$/, 'A run writes below its own name, which is not known before it starts.'],
  [/:execution:[\w-]+:\*$/, 'Executions of this one machine; their names are made at run time.'],
  [/:execution:[\w-]+\/\*:\*$/, 'Map runs of this one machine; label and name are made at run time.'],
  [
    /\.Arn>:\*$/,
    'A run goes on with the versions of the functions that it started with, redriven for up to two weeks.',
  ],
  [/:account\/o-\*\/\*$/, 'Accounts of the own organization, whichever joins: read one by one, with their tags.'],
  [
    /:role\/aws-service-role\/[\w.-]+\.amazonaws\.com\/\*$/,
    "The role of one service, known by its path: AWS's own guides do not agree on the names.",
  ],
  [
    /:policy\/o-\w+\/service_control_policy\/\*$/,
    'Service control policies of one organization, whose ids are made when they are; what changes one needs our tag on it.',
  ],
  [
    /:(root|ou|account)\/o-\w+\/\*$/,
    'The guard rail may be taken from wherever somebody attached it; the policy itself has to bear our tag.',
  ],
  [/:grant:\*$/, 'Grants of this account; those that are changed must also carry our tag, by a condition.'],
  [/:license:\*$/, 'The licenses that are shared are owned by an account of AWS; a new grant must carry our tag.'],
  [
    new RegExp(`::\\*:role/${MEMBER_ROLE_NAME}$`),
    'One role name in the accounts of the own organization, with an external id.',
  ],
  [
    /:\*:AWSMarketplace\/Experience\/exp-[\w-]+$/,
    'One experience. It belongs to the management account of the organization, which the stack is not told.',
  ],
  [
    /:\*:AWSMarketplace\/Experience\/\*$/,
    'Every experience of the own organization follows; changes are narrowed to the types that are mirrored.',
  ],
  [
    /:\*:AWSMarketplace\/(ProcurementPolicy|BrandingSettings|Audience)\/\*$/,
    'What belongs to an experience, to be read: only the experience tells its id.',
  ],
  [/:\*:AWSMarketplace\/ChangeSet\/\*$/, 'Change sets, to be read: their ids are made when they are started.'],
];
const EVERYTHING =
  'These actions know no resource: X-Ray, log delivery, what only lists, the answer to a task, buying in AWS Marketplace, ' +
  'and what setup changes for an organization as a whole.';

/** Why this resource may have a wildcard; `undefined`: it may not. */
export function reasonFor(resource: string): string | undefined {
  return resource === '*' ? EVERYTHING : WILDCARDS.find(([form]) => form.test(resource))?.[1];
}

/** Acknowledge the wildcards of a role's statements that are named above, and no others. */
export function acknowledgeWildcards(role: Role, statements: PolicyStatement[]): void {
  const resources = statements
    .flatMap((statement) => statement.resources)
    .map((resource) => flattenCfnReference(Stack.of(role).resolve(resource)));
  for (const resource of new Set(resources)) {
    const reason = reasonFor(resource);
    if (reason !== undefined) {
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
    }
  }
}
