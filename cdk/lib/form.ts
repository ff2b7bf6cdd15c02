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
    const sentences = worthTelling(validate.errors!)
      .map(sentence)
      .filter((one) => one !== undefined);
    // A value that breaks two rules is told once.
    return [...new Set(sentences)];
  };
}

/** The errors without those that a choice makes, of which only one branch is meant. */
function worthTelling(errors: ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf');
  const unsaid = new Set(choices.flatMap((choice) => unsaidFor(choice, errors)));
  return errors.filter((error) => !unsaid.has(error));
}

function unsaidFor(choice: ErrorObject, errors: ErrorObject[]): ErrorObject[] {
  if (fieldsOf(choice) !== undefined) {
    return errors.filter(({ schemaPath }) => schemaPath.startsWith(`${choice.schemaPath}/`));
  }
  const at = choice.instancePath;
  const inside = errors.filter((error) => error !== choice && `${error.instancePath}/`.startsWith(`${at}/`));
  const ofOtherForm = inside.filter((error) => error.instancePath === at && OF_FORM.has(error.keyword));
  // What has the form of one branch is told what is wrong by it, all else the choice itself.
  return ofOtherForm.length < inside.length ? [choice, ...ofOtherForm] : ofOtherForm;
}

/** The keywords by which a value is of another form altogether. */
const OF_FORM = new Set(['const', 'enum', 'type']);

/** The fields of which a choice wants one; `undefined`: it is one of forms. */
function fieldsOf({ schema }: ErrorObject): string[] | undefined {
  const branches = schema as { required?: string[] }[];
  return branches.every(({ required }) => required !== undefined)
    ? branches.flatMap(({ required }) => required!)
    : undefined;
}

/** One mistake; `undefined` where another error says the same with more of the place. */
function sentence(error: ErrorObject): string | undefined {
  const { keyword, instancePath, params, parentSchema, data, propertyName } = error;
  const at = place(instancePath);
  const { properties, description } = parentSchema as { properties?: object; description?: string };
  switch (keyword) {
    case 'propertyNames':
    case 'if':
      return undefined;
    case 'false schema':
      return `${at} cannot stand beside what else is said there. Leave one of the two out.`;
    case 'additionalProperties':
      return (
        `${at} has the unknown field ${JSON.stringify(params.additionalProperty)}. ` +
        `Remove it; known are ${known(properties!)}.`
      );
    case 'required':
      return `${at} lacks the field ${JSON.stringify(params.missingProperty)}. Add it.`;
    case 'anyOf':
      return `${at} ${lacking(error) ?? `is ${shown(data)}. Write: ${description}`}`;
    default:
      return propertyName === undefined
        ? `${at} is ${shown(data)}. Write: ${description}`
        : `${at} has the field ${JSON.stringify(propertyName)}. Write: ${description}`;
  }
}

/** What a choice of fields lacks; `undefined`: it is one of forms. */
function lacking(choice: ErrorObject): string | undefined {
  const fields = fieldsOf(choice);
  return fields && `lacks one of the fields ${fields.join(', ')}. Add one.`;
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
