/** The services that act in an organization through roles of their own, by the principals that AWS gives them. */
import { Setup } from './settings.ts';

export const LICENSE_MANAGER = 'license-manager.amazonaws.com';
export const LICENSE_MANAGER_MANAGEMENT = 'license-manager.master-account.amazonaws.com';
export const MARKETPLACE_LICENSES = 'license-management.marketplace.amazonaws.com';
export const PRIVATE_MARKETPLACE = 'private-marketplace.marketplace.amazonaws.com';
export const PURCHASE_ORDERS = 'purchase-orders.marketplace.amazonaws.com';

/** Whether licenses are shared, and whether private marketplaces are published or followed. */
export function runs({ sides }: Setup): { sharing: boolean; experiences: boolean } {
  return { sharing: sides.includes('hub'), experiences: sides.includes('publisher') || sides.includes('member') };
}

/** Whose roles are made in the management account, where they are missing. */
export function rolesInManagement(setup: Setup): string[] {
  const { sharing, experiences } = runs(setup);
  return [
    sharing ? [LICENSE_MANAGER, LICENSE_MANAGER_MANAGEMENT, MARKETPLACE_LICENSES] : [],
    experiences ? [PRIVATE_MARKETPLACE] : [],
    typeof setup.purchaseOrders === 'object' ? [PURCHASE_ORDERS] : [],
  ].flat();
}

/** Whose roles are made in the account that the product runs in, where that is another one. */
export function rolesInAccount(setup: Setup): string[] {
  return runs(setup).sharing && !setup.inManagement ? [MARKETPLACE_LICENSES] : [];
}

/** What is given trusted access to the organization. */
export function trusted(setup: Setup): string[] {
  const { sharing, experiences } = runs(setup);
  return [
    // License Manager's own comes with its link; whether License Manager asks for it under the caller is not published.
    sharing ? [LICENSE_MANAGER, MARKETPLACE_LICENSES] : [],
    experiences ? [PRIVATE_MARKETPLACE] : [],
  ].flat();
}

/** What the account has to be delegated administrator for. The management account needs no delegation. */
export function delegated(setup: Setup): string[] {
  const { sharing, experiences } = runs(setup);
  if (setup.inManagement) return [];
  return [sharing ? [LICENSE_MANAGER] : [], experiences ? [PRIVATE_MARKETPLACE] : []].flat();
}
