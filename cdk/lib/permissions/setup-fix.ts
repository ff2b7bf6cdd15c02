/**
 * What setup may fix, where: only what the settings of this organization can lead to. The same statements are in the role
 * of the function where it is in the management account itself, and in the role that it takes there where it is not.
 */
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FIX_ROLE } from '../setup/config.ts';
import { rolesInAccount, rolesInManagement, runs } from '../setup/services.ts';
import { Setup } from '../setup/settings.ts';
import { changeGuardRail } from './guard-rail.ts';
import { lease } from './lease.ts';
import { createLinkedRoles, purchaseOrders } from './linked-roles.ts';
import { enableTrustedAccess, registerAdministrator } from './organization.ts';
import { allow } from './platform.ts';
import { takeSetupRoles } from './setup-roles.ts';
import { readRuns, useBucketKey } from './state-bucket.ts';

export interface FixResources {
  bucket: IBucket;
  leaseTable: ITable;
  ledgerTable: ITable;
}

/** What the function `setup-fix` may do. */
export function setupFix(scope: Construct, setup: Setup, to: FixResources): PolicyStatement[] {
  return [
    ...createLinkedRoles('CreateRolesHere', setup.account, rolesInAccount(setup)),
    ...(setup.inManagement
      ? fixInManagement(setup)
      : takeSetupRoles(setup, FIX_ROLE, [setup.managementAccount])),
    allow('WriteTheLedger', ['dynamodb:PutItem'], [to.ledgerTable.tableArn]),
    // A run that was redriven in the middle takes the free lease at its first write, and only then.
    ...lease(scope, 'setup', to.leaseTable),
    readRuns(to.bucket),
    useBucketKey(to.bucket, ['kms:Decrypt']),
  ];
}

/** What it may do in the management account. */
export function fixInManagement(setup: Setup): PolicyStatement[] {
  const { managementAccount, guardRail } = setup;
  return [
    ...createLinkedRoles('CreateRoles', managementAccount, rolesInManagement(setup)),
    // Knows no resource, and nothing to narrow it to the link with the organization.
    ...(runs(setup).sharing ? [allow('LinkLicenseManager', ['license-manager:UpdateServiceSettings'], ['*'])] : []),
    ...enableTrustedAccess(setup),
    ...registerAdministrator(setup),
    ...fixPurchaseOrders(setup),
    ...(guardRail ? changeGuardRail(setup, guardRail) : []),
  ];
}

function fixPurchaseOrders({ managementAccount, purchaseOrders: wanted }: Setup): PolicyStatement[] {
  if (wanted === 'remove') {
    return [purchaseOrders('DeletePurchaseOrdersRole', managementAccount, 'iam:DeleteServiceLinkedRole')];
  }
  const isDescribed = wanted !== 'leave' && wanted.integrate.description !== undefined;
  return isDescribed ? [purchaseOrders('DescribePurchaseOrdersRole', managementAccount, 'iam:UpdateRole')] : [];
}
