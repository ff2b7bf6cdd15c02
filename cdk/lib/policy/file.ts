/**
 * Who gets which products: one file, named by the context `policy`, which a deployment puts into the state bucket as it
 * is. It is read once, here; behind this door it is right.
 */
import { Node } from 'constructs';
import { ACCOUNT_TAG_KEY } from '../config.ts';
import { formOf } from '../form.ts';
import { settingsFileFrom } from '../settings-file.ts';
import { contradictionsIn } from './contradictions.ts';
import { TOML } from './toml.ts';

/** The file as it is written, as far as a deployment asks for it; `policy.schema.json` says the rest. */
export interface Policy {
  tag_key?: string;
  rules?: Rule[];
}

export interface Rule {
  name?: string;
  products: 'all' | { skus?: string[]; names?: string[] };
  share_as?: string;
  activation_override?: string;
  operations?: string[];
}

export interface PolicyFile {
  /** Every character of it. */
  text: string;
  /** The key of the tag that its rules go by. */
  tagKey: string;
}

const RULES = { language: TOML, form: formOf('policy.schema.json'), contradictions: contradictionsIn };

/** The file that the context names; `undefined`: it names none. Throws with every mistake in it. */
export function policyFrom(node: Node): PolicyFile | undefined {
  const file = settingsFileFrom<Policy>(node, 'policy', RULES);
  return file && { text: file.text, tagKey: file.says.tag_key ?? ACCOUNT_TAG_KEY };
}
