/** Whether a file has the form that its published schema asks for; each mistake as a sentence with its place. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isTime } from './settings.ts';

/** Characters of a value in a message. */
const SHOWN_MAX = 120;

/** The mistakes of form in what was written. */
export type Form = (written: unknown) => string[];

/** The form that a schema beside `cdk.json` asks for, the same one that editors use. */
export function formOf(schema: string): Form {
  const validate = new Ajv2020({
    allErrors: true,
    // The value and the part of the schema, for the sentence.
    verbose: true,
    formats: { schedule: (said: string) => said === 'off' || isTime(said) },
  }).compile(JSON.parse(readFileSync(new URL(`../${schema}`, import.meta.url), 'utf8')));
  return (written) => {
    if (validate(written)) return [];
    // Where there is a choice, the choice itself is told, and not why each of its branches was not taken.
    const errors = validate.errors!.filter(({ schemaPath }) => !schemaPath.includes('/anyOf/'));
    const sentences = errors.map(sentence).filter((one) => one !== undefined);
    // A value that breaks two rules is told once.
    return [...new Set(sentences)];
  };
}

/** One mistake; `undefined` where another error says the same with more of the place. */
function sentence({
  keyword,
  instancePath,
  params,
  parentSchema,
  data,
  propertyName,
}: ErrorObject): string | undefined {
  const at = place(instancePath);
  const { properties, description } = parentSchema as { properties?: object; description?: string };
  switch (keyword) {
    case 'propertyNames':
      return undefined;
    case 'additionalProperties':
      return (
        `${at} has the unknown field ${JSON.stringify(params.additionalProperty)}. ` +
        `Remove it; known are ${known(properties!)}.`
      );
    case 'required':
      return `${at} lacks the field ${JSON.stringify(params.missingProperty)}. Add it.`;
    default:
      return propertyName === undefined
        ? `${at} is ${shown(data)}. Write: ${description}`
        : `${at} has the field ${JSON.stringify(propertyName)}. Write: ${description}`;
  }
}

/** A value as it was written, as far as it helps to find it. */
function shown(data: unknown): string {
  const text = JSON.stringify(data);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}...`;
}

function known(properties: object): string {
  return Object.keys(properties)
    .filter((name) => name !== '$schema')
    .join(', ');
}

/** `/members/0/follows` as `members[0].follows`. */
function place(pointer: string): string {
  const path = pointer
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');
  return path === '' ? 'The file' : path;
}
