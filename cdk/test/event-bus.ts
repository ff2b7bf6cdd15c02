/**
 * Says which rules of the stack let an event through, as the EventBridge User Guide describes patterns.
 *
 * It knows only the operators that our patterns use, and refuses all others. No kept package does this outside AWS; the
 * second opinion is the local AWS, where the stories put the same events on a bus.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { PSEUDO } from './iam.ts';

/** Where the sample events of a folder are; '' is that of the hub. */
function folderOf(folder: '' | 'experiences/'): URL {
  return new URL(`../../tests/events/${folder}`, import.meta.url);
}

/** The sample events by name, whole as EventBridge hands them on. */
export function samples(folder: '' | 'experiences/' = ''): Map<string, object> {
  const at = folderOf(folder);
  const files = readdirSync(at).filter((file) => file.endsWith('.json'));
  return new Map(files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(new URL(file, at), 'utf8'))]));
}

/** What the table of the samples says: the rule that hears each event, by the event's name; none is `none`. */
export function rulesOfSamples(folder: '' | 'experiences/' = ''): Map<string, string> {
  const table = readFileSync(new URL('README.md', folderOf(folder)), 'utf8');
  const rows = table.matchAll(/^\| \[([\w-]+)\]\(.*?\) \|.*?\| (?:`([\w-]+)`|none) \|/gm);
  return new Map([...rows].map(([, event, rule]) => [event!, rule ?? 'none']));
}

/** The names of the rules that let the event through, without the product's, in a stack of an account. */
export function rulesFor(template: Template, event: object, account = '111111111111'): string[] {
  return Object.values(template.findResources('AWS::Events::Rule'))
    .filter(({ Properties }) => fits(resolved(Properties.EventPattern, account), event))
    .map(({ Properties }) => Properties.Name.replace('marketplace-steward-', ''));
}

/** A part of the template with its ARNs put together. */
function resolved(part: any, account: string): any {
  if (Array.isArray(part)) return part.map((one) => resolved(one, account));
  if (typeof part !== 'object' || part === null) return part;
  if ('Ref' in part) return { ...PSEUDO, 'AWS::AccountId': account }[part.Ref as string] ?? part.Ref;
  if ('Fn::Join' in part) return resolved(part['Fn::Join'][1], account).join(part['Fn::Join'][0]);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolved(value, account)]));
}

/** Whether all fields of a pattern fit. Where the event has a list, one of its elements must. */
export function fits(pattern: Record<string, any>, event: any): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return wanted.some((alternative: Record<string, any>) => fits(alternative, event));
    const found = [event?.[field]].flat();
    if (!Array.isArray(wanted)) return found.some((one) => fits(wanted, one));
    return found.some((one) => wanted.some((operator) => holds(operator, one)));
  });
}

function holds(operator: any, value: unknown): boolean {
  if (typeof operator !== 'object') return operator === value;
  const [[name, operand]] = Object.entries<any>(operator) as [[string, any]];
  switch (name) {
    case 'exists':
      return operand === (value !== undefined);
    case 'prefix':
      return typeof value === 'string' && value.startsWith(operand);
    case 'suffix':
      return typeof value === 'string' && value.endsWith(operand);
    case 'anything-but':
      // What is not there is not another value either.
      return value !== undefined && !operand.includes(value);
    default:
      throw new Error(`This test does not know the operator ${name}. Add it here, as the User Guide describes it.`);
  }
}
