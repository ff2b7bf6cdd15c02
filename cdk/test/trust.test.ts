import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { trustCharacters } from '../lib/trust.ts';
import { ALL_SETTINGS, file, SAMPLE, stacksOf as stacksOfExperiences } from './experiences.ts';
import { hub } from './hub.ts';
import { decide, resolved } from './iam.ts';
import { delegatedHub, hubEntry, sample, stacksOf } from './setups.ts';

/** A role and what it says about who may take it. */
interface Taken {
  stack: string;
  name: string;
  session: number | undefined;
  trust: any[];
}

/** Every stack that there is. */
const stacks: [string, Template][] = [
  ['Hub', hub().template],
  ...[
    stacksOfExperiences(file(SAMPLE)),
    stacksOfExperiences(file(ALL_SETTINGS)),
    stacksOf(...sample().setups),
    stacksOf(delegatedHub()),
  ].flatMap((all) => all.names.map((name): [string, Template] => [name, all.template(name)])),
];

const roles = stacks.flatMap(([stack, template]) => rolesOf(stack, template));
const crossing = roles.filter(({ trust }) => trust.some(({ Principal }) => Principal.AWS !== undefined));

/** The roles of a template, and those that its StackSets bring into accounts. */
function rolesOf(stack: string, template: { toJSON(): any }): Taken[] {
  const resources: any[] = Object.values(template.toJSON().Resources);
  return resources.flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::CloudFormation::StackSet') {
      return rolesOf(stack, { toJSON: () => JSON.parse(Properties.TemplateBody) });
    }
    if (Type !== 'AWS::IAM::Role') return [];
    const { RoleName: name, MaxSessionDuration: session, AssumeRolePolicyDocument } = Properties;
    return [{ stack, name, session, trust: AssumeRolePolicyDocument.Statement }];
  });
}

describe('every role that an account lends to another', () => {
  it('is one of these', () => {
    expect([...new Set(crossing.map(({ name }) => name))].sort()).toEqual([
      'MarketplaceStewardMember',
      'MarketplaceStewardReader-bay-insurance',
      'MarketplaceStewardReader-finch-retail',
      'MarketplaceStewardReader-harbour-logistics',
      'MarketplaceStewardSetupFix',
      'MarketplaceStewardSetupLook',
      'QuayStreetPurchaseTeamRole',
    ]);
  });

  it.each(crossing.map((role): [string, Taken] => [`${role.name} of ${role.stack}`, role]))(
    '%s lets in named principals only, and what it cannot be made to do for somebody else',
    (_, { name, trust }) => {
      for (const { Effect, Action, Principal, Condition } of trust) {
        expect([Effect, Action]).toEqual(['Allow', 'sts:AssumeRole']);
        const accounts: string[] = [Principal.AWS].flat().map(resolved);
        accounts.forEach((account) => expect(account).toMatch(/^arn:aws:iam::\d{12}:root$/));
        const principals: string[] = [Condition.ArnEquals['aws:PrincipalArn']].flat().map(resolved);
        expect(principals.length).toBeGreaterThan(0);
        principals.forEach((arn) => expect(arn).toMatch(/^arn:aws:iam::\d{12}:(role|user)\/[^*?]+$/));
        // Members are in other organizations, and people who buy say no external id.
        const conditions = name.includes('Reader')
          ? ['sts:ExternalId']
          : name.endsWith('PurchaseTeamRole')
            ? ['aws:PrincipalOrgID']
            : ['aws:PrincipalOrgID', 'sts:ExternalId'];
        expect(Object.keys(Condition.StringEquals).sort()).toEqual(conditions);
      }
    },
  );

  it('is lent for an hour at most', () => {
    expect(roles.filter(({ session }) => session !== undefined && session > 3_600)).toEqual([]);
  });

  it('has room for what it says', () => {
    const long = crossing.filter(({ trust }) => JSON.stringify(trust).length > 2_048);
    expect(long).toEqual([]);
  });

  it('is lent by no other role to everybody', () => {
    expect(roles.filter(({ trust }) => JSON.stringify(trust.map(({ Principal }) => Principal)).includes('*'))).toEqual([]);
  });
});

describe('who takes the roles of setup', () => {
  const all = stacksOf(delegatedHub());
  const OWN = '402000000002';
  const of = (stack: string, name: string) => rolesOf(stack, all.template(stack)).find((one) => one.name === name)!.trust;
  const by = (role: string, context: Record<string, string> = {}) => ({
    action: 'sts:AssumeRole',
    principal: `arn:aws:iam::${OWN}:role/${role}`,
    context: { 'sts:ExternalId': OWN, 'aws:PrincipalOrgID': 'o-qs7dk20vma', ...context },
  });

  it.each([
    ['look', 'MarketplaceStewardSetupLook', 'marketplace-steward-setup-look', 'marketplace-steward-setup-fix'],
    ['fix', 'MarketplaceStewardSetupFix', 'marketplace-steward-setup-fix', 'marketplace-steward-setup-look'],
  ])('is the function to %s alone, of its account and organization, saying the external id', (_, role, own, other) => {
    const trust = of('Management-hub', role);
    expect(decide(trust, by(own))).toBe('allowed');
    expect(decide(trust, by(other))).toBe('not allowed');
    expect(decide(trust, by(own, { 'sts:ExternalId': '111111111111' }))).toBe('not allowed');
    expect(decide(trust, by(own, { 'aws:PrincipalOrgID': 'o-another0000' }))).toBe('not allowed');
    expect(decide(trust, { ...by(own), principal: `arn:aws:iam::402000000001:role/${own}` })).toBe('not allowed');
  });

  it('is the purchase team that the settings name, and nobody else of its account', () => {
    const trust = of('PurchaseTeam-hub', 'QuayStreetPurchaseTeamRole');
    const as = (principal: string, organization = 'o-qs7dk20vma') =>
      decide(trust, { action: 'sts:AssumeRole', principal, context: { 'aws:PrincipalOrgID': organization } });
    expect(as('arn:aws:iam::402000000001:role/Purchasing')).toBe('allowed');
    expect(as('arn:aws:iam::402000000001:role/Purchasing', 'o-another0000')).toBe('not allowed');
    expect(as('arn:aws:iam::402000000001:role/Other')).toBe('not allowed');
    expect(as('arn:aws:iam::402000000002:role/Purchasing')).toBe('not allowed');
  });

  it('may be a team of several accounts, users among them', () => {
    const purchase_team = [
      'arn:aws:iam::402000000001:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Buyers_0123456789abcdef',
      'arn:aws:iam::401000000001:user/buyer',
    ];
    const guard_rail = { ...hubEntry().guard_rail!, purchase_team };
    const stack = stacksOf(hubEntry({ guard_rail })).template('PurchaseTeam-hub');
    const { trust } = rolesOf('', stack).find(({ name }) => name === 'QuayStreetPurchaseTeamRole')!;
    for (const principal of purchase_team) {
      const context = { 'aws:PrincipalOrgID': 'o-qs7dk20vma' };
      expect(decide(trust, { action: 'sts:AssumeRole', principal, context })).toBe('allowed');
    }
    // What is checked at synth is what IAM counts.
    const written = JSON.parse(JSON.stringify(trust), (_, part) => (part?.['Fn::Join'] ? resolved(part) : part));
    expect(trustCharacters({ principals: purchase_team, organization: 'o-qs7dk20vma' })).toBe(
      JSON.stringify({ Statement: written, Version: '2012-10-17' }).length,
    );
  });
});

describe('the role that accepts grants', () => {
  const template = stacksOf(hubEntry()).template('Members-hub');
  const [{ Properties: set }]: any[] = Object.values(template.findResources('AWS::CloudFormation::StackSet'));
  const { Properties: role } = JSON.parse(set.TemplateBody).Resources.Role;

  it('is what the README shows, for this hub', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, shown] = /```json\n(\{\n {2}"trust"[\s\S]*?)```/.exec(readme)!;
    const { trust, permission } = JSON.parse(
      shown!.replaceAll('ORGANIZATION', 'o-qs7dk20vma').replaceAll('HUB', '111111111111'),
    );
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([trust]);
    const [{ Sid: _, ...granted }] = role.Policies[0].PolicyDocument.Statement;
    expect(granted).toEqual(permission);
  });

  it('grants exactly what the code uses there', () => {
    const used = JSON.parse(readFileSync(new URL('used-actions-by-place.json', import.meta.url), 'utf8'));
    const [{ Action }, ...others] = role.Policies[0].PolicyDocument.Statement;
    expect([Action].flat()).toEqual(used.member.MarketplaceStewardMember);
    expect([...others, ...role.Policies.slice(1), ...(role.ManagedPolicyArns ?? [])]).toEqual([]);
  });

  it('is the one that the hub takes, by the name and the external id that it says', () => {
    expect(role.RoleName).toBe('MarketplaceStewardMember');
    const request = {
      action: 'sts:AssumeRole',
      principal: 'arn:aws:iam::111111111111:role/marketplace-steward-license',
      context: { 'sts:ExternalId': '111111111111', 'aws:PrincipalOrgID': 'o-qs7dk20vma' },
    };
    expect(decide(role.AssumeRolePolicyDocument.Statement, request)).toBe('allowed');
    hub().template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'marketplace-steward-license' });
  });
});
