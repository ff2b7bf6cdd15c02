/** Where a stack may be deployed, checked by CloudFormation itself before it makes a resource. */
import { Aws, CfnRule, Fn, Stack } from 'aws-cdk-lib';
import { HOME_REGION } from './config.ts';

/** Refuse any other Region, rather than never hear an event there. */
export function insistOnHomeRegion(stack: Stack): void {
  insist(
    stack,
    'HomeRegion',
    [Aws.REGION, HOME_REGION],
    `Deploy this stack in ${HOME_REGION}: Organizations sends its events only there, and it is the home Region ` +
      'of AWS Marketplace licenses.',
  );
}

/** Refuse any other account than the one that the stack is made for: the names are the same in all of them. */
export function insistOnAccount(stack: Stack, account: string): void {
  insist(
    stack,
    'Account',
    [Aws.ACCOUNT_ID, account],
    `Deploy this stack in account ${account}, or correct the account in the file of settings and synthesize again.`,
  );
}

function insist(stack: Stack, id: string, [is, wanted]: [string, string], assertDescription: string): void {
  new CfnRule(stack, id, { assertions: [{ assert: Fn.conditionEquals(is, wanted), assertDescription }] });
}
