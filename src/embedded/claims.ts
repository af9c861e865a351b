/** Values that no two living objects may share, and who holds them. */
import { type Body, type CoveredType, isText, textsOf } from './value.ts';

/** The address of a proxy address: `SMTP:a@b` and `smtp:A@B` are the same one. */
export const addressOf = (proxyAddress: string): string => proxyAddress.replace(/^smtp:/i, '').toLowerCase();

export interface Claim {
  readonly property:
    | 'userPrincipalName'
    | 'proxyAddresses'
    | 'mailNickname'
    | 'appId'
    | 'identifierUris'
    | 'servicePrincipalNames'
    | 'uniqueName';
  readonly value: string;
  /** The type among whose objects it is unique, where it is not unique among all. */
  readonly among?: CoveredType;
}

const claim = (property: Claim['property'], value: unknown, among: CoveredType): Claim[] =>
  isText(value) ? [{ property, value: value.toLowerCase(), among }] : [];

/**
 * An application and its service principal share an appId, and names too. Unique in Graph beyond this tenant, which is all
 * there is here (facts §2; that names of service principals are unique is known from reports of the error). That a deleted
 * application keeps its uniqueName from others, as one report says, is not played here.
 */
function applicationClaims(type: 'application' | 'servicePrincipal', body: Body): Claim[] {
  const listed = type === 'application' ? 'identifierUris' : 'servicePrincipalNames';
  return [
    ...claim('appId', body.appId, type),
    ...[...new Set(textsOf(body[listed]).map((value) => value.toLowerCase()))].flatMap((value) =>
      claim(listed, value, type),
    ),
    ...(type === 'application' ? claim('uniqueName', body.uniqueName, type) : []),
  ];
}

export function claimsOf(type: CoveredType, body: Body): Claim[] {
  if (type === 'application' || type === 'servicePrincipal') return applicationClaims(type, body);
  if (type !== 'user' && type !== 'group') return [];
  const claims: Claim[] = [];
  if (type === 'user' && isText(body.userPrincipalName)) {
    claims.push({ property: 'userPrincipalName', value: body.userPrincipalName.toLowerCase() });
  }
  const addresses = new Set(
    [...(isText(body.mail) ? [body.mail] : []), ...textsOf(body.proxyAddresses)].map(addressOf),
  );
  for (const value of addresses) claims.push({ property: 'proxyAddresses', value });
  // The alias must be unique among Microsoft 365 groups only (GUPD).
  if (type === 'group' && textsOf(body.groupTypes).includes('Unified') && isText(body.mailNickname)) {
    claims.push({ property: 'mailNickname', value: body.mailNickname.toLowerCase() });
  }
  return claims;
}

const keyOf = (claim: Claim): string => `${claim.property} ${claim.among ?? ''} ${claim.value}`;

export class Claims {
  readonly #holders = new Map<string, string>();
  readonly #others: ((claim: Claim) => string | undefined)[] = [];

  /** Somebody who knows claims that were never taken here. */
  alsoAsk(claimant: (claim: Claim) => string | undefined): void {
    this.#others.push(claimant);
  }

  #holderOf(claim: Claim): string | undefined {
    const holder = this.#holders.get(keyOf(claim));
    if (holder !== undefined) return holder;
    for (const claimant of this.#others) {
      const other = claimant(claim);
      if (other !== undefined) return other;
    }
    return undefined;
  }

  take(id: string, claims: readonly Claim[]): void {
    for (const claim of claims) if (!this.#holders.has(keyOf(claim))) this.#holders.set(keyOf(claim), id);
  }

  release(id: string, claims: readonly Claim[]): void {
    for (const claim of claims) if (this.#holders.get(keyOf(claim)) === id) this.#holders.delete(keyOf(claim));
  }

  /** Claims that someone else holds. */
  held(id: string, claims: readonly Claim[]): { claim: Claim; holder: string }[] {
    return claims.flatMap((claim) => {
      const holder = this.#holderOf(claim);
      return holder === undefined || holder === id ? [] : [{ claim, holder }];
    });
  }

  holderOf(property: Claim['property'], value: string, among?: CoveredType): string | undefined {
    const claim = { property, value: value.toLowerCase() };
    return this.#holderOf(among === undefined ? claim : { ...claim, among });
  }
}
