/**
 * What two rules of a policy may not say together. The worker refuses it as well (`policy` of `workers/domain`); told
 * here, it is told before a run would stop over it.
 */
import { twice } from '../settings-file.ts';
import { Policy, Rule } from './file.ts';

const SETTINGS = ['share_as', 'activation_override', 'operations'] as const;

export function contradictionsIn({ rules = [] }: Policy): string[] {
  return [...twice('rules', rules, 'name', 'Give each rule a name of its own.'), ...differences(rules)];
}

/** The settings that two rules say differently of one product, as each of them names it. */
function differences(rules: Rule[]): string[] {
  const said = new Map<string, { at: string; value: string }>();
  return rules.flatMap((rule, index) =>
    SETTINGS.filter((setting) => rule[setting] !== undefined).flatMap((setting) =>
      mentions(rule).flatMap((mention) => {
        const key = `${setting} of ${mention}`;
        const value = JSON.stringify([rule[setting]].flat().sort());
        const first = said.get(key) ?? { at: `rules[${index}]`, value };
        said.set(key, first);
        return first.value === value
          ? []
          : [`rules[${index}].${setting} is not what ${first.at} says of ${mention}. Say it of a product once.`];
      }),
    ),
  );
}

function mentions({ products }: Rule): string[] {
  if (products === 'all') return ['all products'];
  const { skus = [], names = [] } = products;
  return [...skus.map((sku) => `the SKU "${sku}"`), ...names.map((name) => `the name "${name}"`)];
}
