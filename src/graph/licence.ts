/**
 * Graph answers 403 to a missing permission and to a missing licence alike. Which of the two it is decides what a person can
 * do about it, so the subscriptions are looked at. Plans: facts on Graph §6. Last verified: 2026-11-23.
 */
import type { TypePage } from '../core/catalog/page.ts';
import { Failure } from '../core/problem.ts';
import type { GraphClient } from './client.ts';
import { readAllPages } from './pages.ts';

const premiumPlans: readonly unknown[] = [
  // AAD_PREMIUM and AAD_PREMIUM_P2.
  '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  'eec0eb4f-6444-4f95-aba0-50c24d67f998',
];

/** The failure of a read as it should be told: `licence` where the tenant lacks the one that the type needs. */
export async function withLicence(client: GraphClient, page: TypePage, error: unknown): Promise<unknown> {
  if (page.licence === null || !(error instanceof Failure)) return error;
  if (!error.problems.every(({ code }) => code === 'permission')) return error;
  if ((await lookedFor(client)) !== false) return error;
  return new Failure({
    code: 'licence',
    message: `${page.type}: Graph does not serve it, and the tenant has no ${page.licence}`,
    remedy: 'Buy the licence, or leave the type out on purpose: types in entra-rewind.yaml.',
  });
}

/** Without a look at the subscriptions the refusal stands as Graph gave it. */
async function lookedFor(client: GraphClient): Promise<boolean | null> {
  try {
    return await hasPremium(client);
  } catch (error) {
    if (error instanceof Failure && !error.problems.some(({ code }) => code === 'canceled')) return null;
    throw error;
  }
}

/** Null when nobody may look. */
export async function hasPremium(client: GraphClient): Promise<boolean | null> {
  try {
    const path = '/subscribedSkus';
    const permission = 'LicenseAssignment.Read.All';
    const skus = await readAllPages(client, { version: 'v1.0', path, lane: 'directory', permission, opaqueIds: true });
    return skus.some(
      ({ capabilityStatus, servicePlans }) =>
        // In its grace period a subscription still works.
        (capabilityStatus === 'Enabled' || capabilityStatus === 'Warning') &&
        Array.isArray(servicePlans) &&
        servicePlans.some(isPremium),
    );
  } catch (error) {
    if (error instanceof Failure && error.problems.every(({ code }) => code === 'permission')) return null;
    throw error;
  }
}

const isPremium = ({ servicePlanId }: { readonly servicePlanId?: unknown }): boolean =>
  premiumPlans.includes(servicePlanId);
