/**
 * What the purchase role may do: buy in AWS Marketplace, and see what is offered and what was agreed. None of it knows a
 * resource.
 *
 * The guard rail denies the first list to everybody else, so the two have to be equal; `workers/domain`, which writes the
 * guard rail, holds its own list to this file.
 */
import { readFileSync } from 'node:fs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allow } from './platform.ts';

const BUYING: string[] = JSON.parse(readFileSync(new URL('buying-actions.json', import.meta.url), 'utf8'));

/** Reading: subscriptions, private offers, requests and agreements, as a buyer sees them. */
const SEEING = [
  'aws-marketplace:DescribeAgreement',
  'aws-marketplace:GetAgreementApprovalRequest',
  'aws-marketplace:GetAgreementCancellationRequest',
  'aws-marketplace:GetAgreementEntitlements',
  'aws-marketplace:GetAgreementPaymentRequest',
  'aws-marketplace:GetAgreementRequest',
  'aws-marketplace:GetAgreementTerms',
  'aws-marketplace:ListAgreementApprovalRequests',
  'aws-marketplace:ListAgreementCancellationRequests',
  'aws-marketplace:ListAgreementCharges',
  'aws-marketplace:ListAgreementPaymentRequests',
  'aws-marketplace:ListAgreementRequests',
  'aws-marketplace:ListPrivateListings',
  'aws-marketplace:SearchAgreements',
  'aws-marketplace:ViewSubscriptions',
];

export function purchase(): PolicyStatement[] {
  return [allow('Buy', BUYING, ['*']), allow('SeeOffersAndAgreements', SEEING, ['*'])];
}
