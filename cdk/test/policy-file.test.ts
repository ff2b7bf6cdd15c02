import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { policyFrom } from '../lib/policy/file.ts';
import { POLICY } from './hub.ts';
import { readAs } from './stacks.ts';

const policy = (text: string) => readAs('policy', text, policyFrom)!;
const schema = JSON.parse(readFileSync(new URL('../policy.schema.json', import.meta.url), 'utf8'));

const WORLDS = new URL('../../tests/worlds/', import.meta.url);

const rule = (says: string) => `[[rules]]\nproducts = "all"\n${says}\n`;
const product = (products: string) => `[[rules]]\nproducts = ${products}\ntagged = true\n`;

/** Everything in a schema that describes a value. */
function described(node: any, at: string): [string, any][] {
  if (typeof node !== 'object' || node === null) return [];
  const properties = Object.entries<any>(node.properties ?? {}).filter(([, one]) => typeof one === 'object');
  const own: [string, any][] = properties.map(([key, one]) => [`${at}.${key}`, one]);
  if (node.items !== undefined) own.push([`${at}[]`, node.items]);
  const inside = Object.entries(node).filter(([key]) => key !== 'if' && key !== 'then');
  return [...own, ...inside.flatMap(([key, one]) => described(one, `${at}/${key}`))];
}

describe('the policy file', () => {
  it('is not there when the context names none', () => {
    expect(policyFrom(new App().node)).toBeUndefined();
  });

  it('is read with every character of it, and the key of its tag', () => {
    const text = readFileSync(POLICY, 'utf8');
    const sample = policyFrom(new App({ context: { policy: POLICY } }).node);
    expect(sample).toEqual({ text, tagKey: 'marketplace-licence' });
    expect(policy('\uFEFFtag_key = "Größe"\r\n')).toEqual({ text: '\uFEFFtag_key = "Größe"\r\n', tagKey: 'Größe' });
  });

  it.each(readdirSync(WORLDS).filter((name) => name.endsWith('policy.toml')))('is right as the sample %s', (name) => {
    const policy = fileURLToPath(new URL(name, WORLDS));
    expect(() => policyFrom(new App({ context: { policy } }).node)).not.toThrow();
  });

  it('may say nothing, and is then the rule of the default tag', () => {
    expect(policy('').tagKey).toBe('marketplace-licence');
  });

  it.each<[what: string, text: string, said: RegExp]>([
    ['what is not TOML', 'version = 1\nguard = [', /not TOML: line 2, column \d+: .*\. Correct it/],
    ['a key that is there twice', 'version = 1\nversion = 1', /not TOML: line 2, column 1: .*redefine/],
    ['an unknown field', 'rule = 1', /The file has the unknown field "rule"\. Remove it; known are version, tag_key,/],
    ['another version', 'version = 2', /version is 2\. Write: 1, /],
    ['a tag key with a space before it', 'tag_key = " a"', /tag_key is " a"\. Write: The key of the tag/],
    ['a word that is none', 'untagged = "Revoke"', /untagged is "Revoke"\. Write: "revoke" to take back/],
    ['too large a share', '[guard]\nrevocations_percent_max = 101', /percent_max is 101\. Write: The same in per cent/],
    ['an empty exception', '[except]', /except is \{\}\. Write: A table with accounts, organizational_units or both/],
    ['a short account id', '[except]\naccounts = ["2"]', /except\.accounts\[0\] is "2"\. Write: An account id: 12/],
    ['an account by number', '[except]\naccounts = [222222222222]', /accounts\[0\] is 222222222222\. Write: .*quotes/],
    ['a date', 'tag_key = 1979-05-27', /tag_key is "1979-05-27.*Write: The key/],
    ['a list without rules', 'rules = []', /rules is \[\]\. Write: Who gets what: a list of at least one rule/],
    ['a rule twice', rule('tagged = true').repeat(2), /rules is .*Write: .*each once/],
    [
      'a rule for nobody',
      rule(''),
      /rules\[0\] lacks one of the fields accounts, organizational_units, tagged\. Add one\.$/,
    ],
    ['a rule without products', '[[rules]]\ntagged = true', /rules\[0\] lacks the field "products"\. Add it\.$/],
    ['everybody and some', rule('accounts = "all"\ntagged = true'), /rules\[0\]\.tagged cannot stand beside .*\.$/],
    ['accounts that are none', rule('accounts = "everyone"'), /again\.\n  [^\n]*"everyone"\. Write: "all" [^\n]*$/],
    ['a wrong account of a rule', rule('accounts = ["1"]'), /again\.\n  rules\[0\]\.accounts\[0\] is "1"\. [^\n]*$/],
    ['a tag that says no', rule('tagged = false'), /rules\[0\]\.tagged is false\. Write: true, for/],
    ['an unknown way to share', rule('tagged = true\nshare_as = "all"'), /share_as is "all"\. Write: "account", "ou"/],
    ['sharing on', rule('tagged = true\noperations = ["CreateGrant"]'), /operations\[0\] is .*a shared license on\./],
    ['products that are none', product('"none"'), /rules\[0\]\.products is "none"\. Write: "all" for every product/],
    ['a name among SKUs', product('{ skus = ["Keel Scanner"] }'), /again\.\n  [^\n]*skus\[0\] is .*goes into names\.$/],
    ['an unknown way to name products', product('{ sku = ["a"] }'), /has the unknown field "sku".*skus, names/],
    ['a pattern for everything', product('{ names = ["**"] }'), /names\[0\] is "\*\*"\. .*products = "all"/],
    [
      'one name for two rules',
      rule('name = "A"\ntagged = true') + rule('name = "A"\naccounts = "all"'),
      /rules\[1\]\.name is that of rules\[0\]: A\. Give each rule a name/,
    ],
    [
      'two settings for one SKU',
      product('{ skus = ["b", "a"] }\nshare_as = "ou"') + product('{ skus = ["a"] }\nshare_as = "auto"'),
      /again\.\n  rules\[1\]\.share_as is not what rules\[0\] says of the SKU "a"\. Say it of a product once\.$/,
    ],
  ])('is refused with %s', (_, text, said) => {
    expect(() => policy(text)).toThrow(said);
  });

  it('may say the same of a product twice, and different things of different products', () => {
    const operations = (...names: string[]) => `operations = ${JSON.stringify(names)}`;
    expect(() =>
      policy(
        rule(`tagged = true\n${operations('CheckoutLicense', 'CheckInLicense')}`) +
          rule(`accounts = ["222222222222"]\n${operations('CheckInLicense', 'CheckoutLicense')}`) +
          product(`{ names = ["a"] }\n${operations('CheckInLicense')}`) +
          product(`{ skus = ["a"] }\n${operations('CreateToken')}`),
      ),
    ).not.toThrow();
  });

  it('is refused with every mistake at once', () => {
    const rules = rule('tagged = 1') + rule('accounts = ["1", "2"]');
    const wrong = `version = 2\ntag = "a"\n[guard]\nrevocations_max = -1\n${rules}`;
    let said = '';
    try {
      policy(wrong);
    } catch (error) {
      said = (error as Error).message;
    }
    const [head, ...mistakes] = said.split('\n').map((line) => line.trim().split(/ is | has /)[0]!);
    expect(head).toMatch(/: correct the following/);
    expect(mistakes.sort()).toEqual([
      'The file',
      'guard.revocations_max',
      'rules[0].tagged',
      'rules[1].accounts[0]',
      'rules[1].accounts[1]',
      'version',
    ]);
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => readAs('policy', Buffer.from('# Gr\xf6\xdfe', 'latin1'), policyFrom)).toThrow(/not TOML: .*utf-8/);
  });

  it('has a schema that describes every key and every entry of a list, for editors and for these messages', () => {
    const all = described(schema, '');
    expect(all.length).toBeGreaterThan(20);
    const silent = all.filter(([, one]) => one.description === undefined && one.$ref === undefined);
    expect(silent.map(([at]) => at)).toEqual([]);
    const referred = Object.values<any>(schema.$defs).filter(({ description }) => description === undefined);
    expect(referred).toEqual([]);
  });
});
