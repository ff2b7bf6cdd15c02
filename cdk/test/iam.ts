/**
 * Says what a policy decides about a request, as the IAM User Guide describes the logic: a denial wins, and what nothing
 * allows is denied.
 *
 * It knows only the operators that our policies use, and refuses all others.
 */

export interface Request {
  action: string;
  resource?: string;
  /** The ARN of whoever asks; for a session that of its role. */
  principal?: string;
  /** Everything else that is known about the request, by its condition key; a list is a key of many values. */
  context?: Record<string, string | string[]>;
}

export type Decision = 'allowed' | 'denied' | 'not allowed';

/** What the statements decide. A principal is matched where a statement names one. */
export function decide(statements: any[], request: Request): Decision {
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not allowed';
}

function applies(statement: any, request: Request): boolean {
  const actions: string[] = [statement.Action].flat();
  const resources: string[] = [statement.Resource ?? '*'].flat().map(resolved);
  const context = { 'aws:PrincipalArn': request.principal ?? [], ...request.context };
  return (
    actions.some((action) => like(action.toLowerCase(), request.action.toLowerCase())) &&
    resources.some((resource) => like(resource, request.resource ?? '*')) &&
    isPrincipal(statement.Principal, request.principal) &&
    Object.entries<any>(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries<any>(keys).every(([key, wanted]) =>
        holds(operator, [wanted].flat().map(resolved), [context[key as keyof typeof context] ?? []].flat()),
      ),
    )
  );
}

/** An account as principal stands for everybody in it whom the account lets. */
function isPrincipal(principal: any, arn: string | undefined): boolean {
  if (principal === undefined || principal === '*' || principal.AWS === '*') return true;
  if (principal.AWS === undefined || arn === undefined) return false;
  const account = (text: string) => text.split(':')[4];
  return [principal.AWS].flat().some((one: unknown) => account(resolved(one)) === account(arn));
}

function holds(operator: string, wanted: string[], values: string[]): boolean {
  const [, forAll, name] = /^(ForAllValues:)?(.*)$/.exec(operator)!;
  const fits = (value: string) => wanted.some((one) => matches(name!, one, value));
  if (forAll) return values.every(fits);
  // An operator that negates holds when none fits, and when the key is not there.
  return /Not/.test(name!) ? !values.some(fits) : values.some(fits);
}

function matches(operator: string, wanted: string, value: string): boolean {
  switch (operator) {
    case 'Bool':
    case 'StringEquals':
      return wanted === value;
    case 'ArnEquals':
    case 'ArnLike':
    case 'ArnNotLike':
    case 'StringLike':
      return like(wanted, value);
    default:
      throw new Error(
        `This test does not know the operator ${operator}. Add it here, as the IAM User Guide describes it.`,
      );
  }
}

function like(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

/** What the pseudo parameters of a template are in the requests and events of the tests. */
export const PSEUDO: Record<string, string> = {
  'AWS::AccountId': '111111111111',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
};

/** A text of a template, put together; a reference to a resource is the resource's logical id. */
export function resolved(part: any): string {
  if (typeof part === 'string') return part;
  if ('Ref' in part) return PSEUDO[part.Ref] ?? part.Ref;
  if ('Fn::GetAtt' in part) return part['Fn::GetAtt'][0];
  if ('Fn::Join' in part) return part['Fn::Join'][1].map(resolved).join(part['Fn::Join'][0]);
  throw new Error(`This test cannot resolve ${JSON.stringify(part)}. Add it here.`);
}
