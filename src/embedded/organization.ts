/** What follows from a tenant's organization and subscriptions. Plan ids: facts on Graph §6. Last verified: 2026-11-23. */
import { type Body, isBody, isText, textsOf } from './value.ts';

const premium: ReadonlySet<string> = new Set([
  '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  'eec0eb4f-6444-4f95-aba0-50c24d67f998',
]);

/** Whether Entra ID P1 or P2 is among the enabled subscriptions. */
export function isLicensed(skus: readonly Body[]): boolean {
  return skus.some(
    (sku) =>
      sku.capabilityStatus === 'Enabled' &&
      Array.isArray(sku.servicePlans) &&
      sku.servicePlans.some((plan) => isBody(plan) && isText(plan.servicePlanId) && premium.has(plan.servicePlanId)),
  );
}

/** The verified domains in lower case, and the one that new addresses get. */
export function domainsOf(organization: Body): { all: ReadonlySet<string>; byDefault: string } {
  const domains = Array.isArray(organization.verifiedDomains) ? organization.verifiedDomains.filter(isBody) : [];
  const names = textsOf(domains.map((domain) => domain.name)).map((name) => name.toLowerCase());
  const main = domains.find((domain) => domain.isDefault === true)?.name;
  return { all: new Set(names), byDefault: isText(main) ? main : (names[0] ?? 'embedded.onmicrosoft.com') };
}
