/**
 * Applications and the service principals that stand for them in this tenant: who belongs to whom, and what the one has from the
 * other. Graph copies it when the principal is made and when the application changes, and refuses a principal that says otherwise
 * (SPUPD: "values inherited from the application"; SDK and portal pages on renaming; terraform-provider-azuread computes the same
 * properties). Tags are left to each object here. Last verified: 2026-11-23.
 */
import type { Call } from './call.ts';
import { redirectUrisOf } from './rules/application.ts';
import { rolesOf, scopesOf } from './rules/entitlements.ts';
import type { Entry } from './store.ts';
import { type Body, isBody, isText, textsOf } from './value.ts';

type Place = Pick<Call, 'tenant'>;

/** The living application or service principal with this appId. */
export function withAppId(call: Place, type: 'application' | 'servicePrincipal', appId: unknown): Entry | undefined {
  const { store } = call.tenant;
  const id = isText(appId) ? store.claims.holderOf('appId', appId, type) : undefined;
  return id === undefined ? undefined : store.alive(type, id);
}

/** The living service principals of an application: one, as long as appIds are each one's own. */
export function principalsOf(call: Place, application: Entry): readonly Entry[] {
  const principal = withAppId(call, 'servicePrincipal', application.body.appId);
  return principal === undefined ? [] : [principal];
}

export function copiedTo(application: Body): Body {
  const web = isBody(application.web) ? application.web : {};
  return {
    appDescription: application.description ?? null,
    appDisplayName: application.displayName ?? null,
    appRoles: rolesOf(application),
    displayName: application.displayName ?? null,
    homepage: web.homePageUrl ?? null,
    info: application.info ?? null,
    logoutUrl: web.logoutUrl ?? null,
    oauth2PermissionScopes: scopesOf(application),
    replyUrls: redirectUrisOf(application),
    servicePrincipalNames: [...textsOf(application.identifierUris), application.appId],
    signInAudience: application.signInAudience ?? null,
    verifiedPublisher: application.verifiedPublisher ?? null,
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a change of an application makes of its service principal: only what the change touched. */
export function followed(principal: Body, before: Body, after: Body): Body {
  const [was, is] = [copiedTo(before), copiedTo(after)];
  const names = Object.keys(is).filter((name) => !same(was[name], is[name]));
  const changed = Object.fromEntries(names.map((name) => [name, is[name]]));
  if (!names.includes('servicePrincipalNames')) return changed;
  // Names that the principal has by itself stay.
  const old = new Set(textsOf(was.servicePrincipalNames));
  const own = textsOf(principal.servicePrincipalNames).filter((name) => !old.has(name));
  return { ...changed, servicePrincipalNames: [...new Set([...textsOf(is.servicePrincipalNames), ...own])] };
}

/** Reported to be refused where they differ from the application's; the other copies can be changed (SPUPD). */
const matching: readonly string[] = ['appRoles', 'displayName', 'oauth2PermissionScopes', 'servicePrincipalNames'];

const plain = (value: unknown): string =>
  Array.isArray(value)
    ? JSON.stringify(
        value
          .map((item) => (isBody(item) ? JSON.stringify(Object.entries({ ...item, origin: null }).toSorted()) : item))
          .toSorted(),
      )
    : JSON.stringify(value ?? null);

/** The first property sent that contradicts the application, or undefined. What stands already is no change. */
export function contradicted(application: Body, before: Body | null, sent: Body): string | undefined {
  const copied = copiedTo(application);
  return matching.find(
    (name) =>
      name in sent &&
      plain(sent[name]) !== plain(copied[name]) &&
      (before === null || plain(sent[name]) !== plain(before[name])),
  );
}
