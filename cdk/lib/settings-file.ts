/** Reads a file of settings that the context names. It is read once; behind this door it is right. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Node } from 'constructs';
import { Form } from './form.ts';

/** Lambda takes 4 KB of environment in all; this leaves more than 1 KB for the other names and ARNs. */
export const SETTINGS_BYTES_MAX = 3_000;

/** What a file is written in. */
export interface Language {
  name: string;
  /** Throws, with the place, when the text is none. */
  parse: (text: string) => unknown;
}

const JSON_TEXT: Language = { name: 'JSON', parse: JSON.parse };

/** What makes a file right: its language, its form, and that nothing in it contradicts something else. */
export interface Rules<File> {
  /** JSON, if nothing else is said. */
  language?: Language;
  form: Form;
  contradictions: (file: File) => string[];
}

/** A file that is right. */
export interface Written<File> {
  says: File;
  /** Every character as it is written. */
  text: string;
}

/** The file that the context names; `undefined`: it names none. Throws with every mistake in it. */
export function settingsFileFrom<File>(node: Node, context: string, rules: Rules<File>): Written<File> | undefined {
  const file = node.tryGetContext(context);
  return file === undefined ? undefined : read(resolve(String(file)), context, rules);
}

function read<File>(path: string, context: string, rules: Rules<File>): Written<File> {
  const { language = JSON_TEXT, form, contradictions } = rules;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}. Name the file with "-c ${context}=FILE".`);
  }
  let text: string;
  let written: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    written = language.parse(text);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`${path}: this is not ${language.name}: ${why}. Correct it, then synthesize again.`);
  }
  const mistakes = form(written);
  if (mistakes.length === 0) mistakes.push(...contradictions(written as File));
  if (mistakes.length > 0) {
    throw new Error([`${path}: correct the following, then synthesize again.`, ...mistakes].join('\n  '));
  }
  return { says: written as File, text };
}

/** The contradiction that settings do not fit into what a function can be told, if so. */
export function told(at: string, settings: object, advice: string): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  return bytes <= SETTINGS_BYTES_MAX
    ? []
    : [`${at}: the function would be told ${bytes} bytes, and Lambda leaves room for ${SETTINGS_BYTES_MAX}. ${advice}`];
}

/** The contradiction that two entries of a list share what each that has it has to have for itself. */
export function twice<Entry>(list: string, entries: Entry[], field: keyof Entry & string, advice: string): string[] {
  return entries.flatMap((entry, index) => {
    const first = entries.findIndex((one) => one[field] === entry[field]);
    return first === index || entry[field] === undefined
      ? []
      : [`${list}[${index}].${field} is that of ${list}[${first}]: ${String(entry[field])}. ${advice}`];
  });
}
