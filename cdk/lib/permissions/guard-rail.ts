/**
 * The ways a role may use the guard rail, a service control policy that bears our tag.
 *
 * Resources, condition keys and which action knows which are those of the Service Authorization Reference. The kind of a
 * policy is part of its ARN; where a call names no policy yet, `organizations:PolicyType` says it.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { OWNER_TAG_KEY } from '../config.ts';
import { GuardRail, Setup } from '../setup/settings.ts';
import { ofOrganization } from './organization.ts';
import { allow } from './platform.ts';

const OF_OUR_KIND = { StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } };

/** List the policies and read their tags: whether ours is there. */
export function findGuardRail(setup: Setup): PolicyStatement[] {
  return [
    allow('ListControlPolicies', ['organizations:ListPolicies'], ['*'], OF_OUR_KIND),
    allow('ReadPolicyTags', ['organizations:ListTagsForResource'], [policies(setup)]),
  ];
}

/** Read what it says and where it is attached, and whether such policies are in use at all. */
export function readGuardRail(setup: Setup, { removed }: GuardRail): PolicyStatement[] {
  return [
    ...findGuardRail(setup),
    allow(
      'ReadControlPolicies',
      ['organizations:DescribePolicy', 'organizations:ListTargetsForPolicy'],
      [policies(setup)],
    ),
    // Knows no resource.
    ...(removed ? [] : [allow('ListRoots', ['organizations:ListRoots'], ['*'])]),
  ];
}

/** Make it, change it, attach it where the settings say, and take it away again, from wherever it is. */
export function changeGuardRail(setup: Setup, guardRail: GuardRail): PolicyStatement[] {
  const ours = { StringEquals: { [`aws:ResourceTag/${OWNER_TAG_KEY}`]: setup.account } };
  const anything = ['root', 'ou', 'account'].map((kind) => ofOrganization(setup, kind, '*'));
  return [
    ...findGuardRail(setup),
    ...(guardRail.removed ? [] : putUp(setup, guardRail, ours)),
    allow('TakeDownGuardRail', ['organizations:DeletePolicy', 'organizations:DetachPolicy'], [policies(setup)], ours),
    // What it is taken from has to be allowed as well; the policy has to be ours all the same.
    allow('TakeDownEverywhere', ['organizations:DetachPolicy'], anything),
  ];
}

function putUp(setup: Setup, { root, unit }: GuardRail, ours: Record<string, Record<string, string>>): PolicyStatement[] {
  const withOurTag = { StringEquals: { [`aws:RequestTag/${OWNER_TAG_KEY}`]: setup.account } };
  const ofOurKindWithOurTag = { StringEquals: { ...OF_OUR_KIND.StringEquals, ...withOurTag.StringEquals } };
  const theRoot = ofOrganization(setup, 'root', root);
  return [
    allow('UseControlPolicies', ['organizations:EnablePolicyType'], [theRoot], OF_OUR_KIND),
    // Knows no resource.
    allow('CreateGuardRail', ['organizations:CreatePolicy'], ['*'], ofOurKindWithOurTag),
    // A tag that is given to a new policy is authorized as TagResource. IAM cannot tell it from one that is given later,
    // which the worker never does. The kind is in the ARN; whether a call that tags says it as well is not published.
    allow('MarkGuardRail', ['organizations:TagResource'], [policies(setup)], withOurTag),
    allow('PutUpGuardRail', ['organizations:AttachPolicy', 'organizations:UpdatePolicy'], [policies(setup)], ours),
    allow('PutUpHere', ['organizations:AttachPolicy'], [ofOrganization(setup, 'ou', unit), theRoot]),
  ];
}

/** The service control policies of the organization, whose ids are made when they are. */
function policies(setup: Setup): string {
  return ofOrganization(setup, 'policy', 'service_control_policy/*');
}
