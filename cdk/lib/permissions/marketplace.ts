/**
 * The ways a role may use the Marketplace Catalog.
 *
 * Experiences, and change sets on them, belong to the management account of the organization, also where another account
 * administers them. A stack is not told which account that is, so no ARN names it; nor do the policies that AWS publishes
 * for administrators of a private marketplace. The Catalog answers for the caller's own organization only.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Member } from '../experiences/settings.ts';
import { allow } from './platform.ts';

/** Any experience; or the ids of some. */
export type Experiences = '*' | string[];

/** The experiences that follow in a member organization. */
export function followers({ sync }: Member): Experiences {
  const named = sync.follows.map(({ experiences }) => experiences);
  return named.some((one) => one === undefined) ? '*' : named.flatMap((one) => one!);
}

/** Find out what there is. It knows no resource, and only tells. */
export function listEntities(): PolicyStatement {
  return allow('ListEntities', ['aws-marketplace:ListEntities'], ['*']);
}

/** Read experiences, and their policies, brandings and audiences, whose ids only the experiences tell. */
export function readEntities(scope: Construct, experiences: Experiences): PolicyStatement {
  const below = ['ProcurementPolicy', 'BrandingSettings', 'Audience'].map((kind) => entity(scope, kind, '*'));
  return allow('ReadEntities', ['aws-marketplace:DescribeEntity'], [...experienceArns(scope, experiences), ...below]);
}

/** Read experiences alone. */
export function readExperiences(scope: Construct, experiences: Experiences): PolicyStatement {
  return allow('ReadExperiences', ['aws-marketplace:DescribeEntity'], experienceArns(scope, experiences));
}

/** Change experiences in these ways, and see what became of it. */
export function changeExperiences(
  scope: Construct,
  experiences: Experiences,
  changeTypes: string[],
): PolicyStatement[] {
  return [
    allow('ChangeExperiences', ['aws-marketplace:StartChangeSet'], experienceArns(scope, experiences), {
      StringEquals: { 'catalog:ChangeType': changeTypes },
    }),
    allow('FollowChangeSets', ['aws-marketplace:DescribeChangeSet'], [entity(scope, 'ChangeSet', '*')]),
    // Knows no resource.
    allow('ListChangeSets', ['aws-marketplace:ListChangeSets'], ['*']),
  ];
}

/**
 * The change types that a member's settings can lead to. A change that nobody asked to mirror is refused by IAM, whatever
 * the worker makes of the settings.
 */
export function changeTypes({ sync: { follows, mirror = {} } }: Member): string[] {
  const audiences = follows.some((follow) => Object.keys(follow.audiences ?? {}).length > 0);
  return [
    ['AllowProductProcurement', 'DenyProductProcurement'],
    mirror.requests ? ['UpdateProcurementPolicy'] : [],
    mirror.branding ? ['CreateBrandingSettings', 'UpdateBrandingSettings'] : [],
    audiences ? ['AssociateAudience', 'DisassociateAudience'] : [],
    mirror.status ? ['UpdateExperience'] : [],
  ].flat();
}

function experienceArns(scope: Construct, experiences: Experiences): string[] {
  return [experiences].flat().map((id) => entity(scope, 'Experience', id));
}

function entity(scope: Construct, kind: string, id: string): string {
  return Stack.of(scope).formatArn({
    service: 'aws-marketplace',
    account: '*',
    resource: `AWSMarketplace/${kind}`,
    resourceName: id,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
