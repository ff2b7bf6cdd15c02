/**
 * What setup may look at, where. The same statements are in the role of the function where it is in the account itself, and
 * in the role that it takes there where it is not.
 */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { LOOK_ROLE } from '../setup/config.ts';
import { rolesInAccount, runs } from '../setup/services.ts';
import { Setup } from '../setup/settings.ts';
import { readGuardRail } from './guard-rail.ts';
import { listRoles, purchaseOrders } from './linked-roles.ts';
import { describeOrganization, listAdministrators, readTrustedAccess } from './organization.ts';
import { allow } from './platform.ts';
import { buysIn, looksIn, takeSetupRoles } from './setup-roles.ts';
import { listRunsAndMissRightly, readAndWriteRuns, useBucketKey } from './state-bucket.ts';

/** What the function `setup-look` may do. It changes nothing outside `runs/`. */
export function setupLook(setup: Setup, bucket: IBucket): PolicyStatement[] {
  return [
    describeOrganization(),
    ...lookIn(setup.account, setup),
    ...takeSetupRoles(setup, LOOK_ROLE, looksIn(setup)),
    readAndWriteRuns(bucket),
    listRunsAndMissRightly(bucket),
    useBucketKey(bucket, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}

/** What is looked at in an account, by the function's own role or by the one that it takes there. */
export function lookIn(account: string, setup: Setup): PolicyStatement[] {
  const isManagement = account === setup.managementAccount;
  const needsRoles = isManagement || (account === setup.account && rolesInAccount(setup).length > 0);
  return [
    ...(needsRoles ? [listRoles()] : []),
    ...(isManagement ? readManagement(setup) : []),
    ...(account === buysIn(setup) ? readPurchaseRole(setup) : []),
  ];
}

function readManagement(setup: Setup): PolicyStatement[] {
  return [
    readTrustedAccess(),
    ...listAdministrators(setup),
    // Knows no resource.
    ...(runs(setup).sharing ? [allow('ReadLink', ['license-manager:GetServiceSettings'], ['*'])] : []),
    ...readPurchaseOrders(setup),
    ...(setup.guardRail ? readGuardRail(setup, setup.guardRail) : []),
  ];
}

function readPurchaseOrders({ managementAccount, purchaseOrders: wanted }: Setup): PolicyStatement[] {
  if (wanted === 'leave') return [];
  return wanted === 'remove'
    ? [purchaseOrders('FollowDeletion', managementAccount, 'iam:GetServiceLinkedRoleDeletionStatus')]
    : [purchaseOrders('ReadPurchaseOrdersRole', managementAccount, 'iam:ListAttachedRolePolicies')];
}

/** Whether the role that buys is there. */
function readPurchaseRole({ guardRail }: Setup): PolicyStatement[] {
  if (guardRail === undefined) return [];
  const { purchaseAccount, purchaseRole } = guardRail;
  const role = `arn:${Aws.PARTITION}:iam::${purchaseAccount}:role/${purchaseRole}`;
  return [allow('ReadPurchaseRole', ['iam:GetRole'], [role])];
}
