/** Reads a file of settings that the context names. It is read once; behind this door it is right. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Node } from 'constructs';
import { Form } from './form.ts';

/** Lambda takes 4 KB of environment in all; this leaves more than 1 KB for the other names and ARNs. */
export const SETTINGS_BYTES_MAX = 3_000;

/** What makes a file right: its form, and that nothing in it contradicts something else. */
export interface Rules<File> {
  form: Form;
  contradictions: (file: File) => string[];
}

/** The file that the context names; `undefined`: it names none. Throws with every mistake in it. */
export function settingsFileFrom<File>(node: Node, context: string, rules: Rules<File>): File | undefined {
  const file = node.tryGetContext(context);
  return file === undefined ? undefined : read(resolve(String(file)), context, rules);
}

function read<File>(path: string, context: string, { form, contradictions }: Rules<File>): File {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}. Name the file with "-c ${context}=FILE".`);
  }
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: this is not JSON: ${(error as Error).message}. Correct it, then synthesize again.`);
  }
  const mistakes = form(written);
  if (mistakes.length === 0) mistakes.push(...contradictions(written as File));
  if (mistakes.length > 0) {
    throw new Error([`${path}: correct the following, then synthesize again.`, ...mistakes].join('\n  '));
  }
  return written as File;
}

/** The contradiction that settings do not fit into what a function can be told, if so. */
export function told(at: string, settings: object, advice: string): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  return bytes <= SETTINGS_BYTES_MAX
    ? []
    : [`${at}: the function would be told ${bytes} bytes, and Lambda leaves room for ${SETTINGS_BYTES_MAX}. ${advice}`];
}

/** The contradiction that two entries of a list share what each has to have for itself. */
export function twice<Entry>(list: string, entries: Entry[], field: keyof Entry & string, advice: string): string[] {
  return entries.flatMap((entry, index) => {
    const first = entries.findIndex((one) => one[field] === entry[field]);
    return first === index
      ? []
      : [`${list}[${index}].${field} is that of ${list}[${first}]: ${String(entry[field])}. ${advice}`];
  });
}
