/** Objects as an answer shows them. */
import type { Call } from './call.ts';
import { mayRead } from './permissions.ts';
import type { Expansion } from './query.ts';
import { strengthOf } from './rules/authenticationStrengthPolicy.ts';
import { keyNames, shownKeys } from './rules/credentials.ts';
import { rulesOf } from './rules/index.ts';
import { propertyOf, typeOf } from './schema.ts';
import { visible } from './shape.ts';
import { expanders } from './showRelations.ts';
import type { Entry, ManyLink, View } from './store.ts';
import { type Body, type CoveredType, odataTypeOf, typeNameOf } from './value.ts';

/** `$expand` gives so many of a collection and says nothing about the rest. */
const mostExpanded = 20;

const baseTypes: readonly string[] = [
  'user',
  'group',
  'device',
  'application',
  'servicePrincipal',
  'conditionalAccessPolicy',
  'authenticationStrengthPolicy',
];

export const graphTypeOf = (type: CoveredType, body: Body): string => typeNameOf(body['@odata.type']) ?? type;

const metadata = (call: Call): string => `https://graph.microsoft.com/${call.version}/$metadata`;
export function contextOf(call: Call, name: string, select: readonly string[] | null, single: boolean): string {
  return `${metadata(call)}#${name}${select === null ? '' : `(${select.join(',')})`}${single ? '/$entity' : ''}`;
}

export interface Show {
  readonly select: readonly string[] | null;
  readonly expand?: readonly Expansion[];
  /** Whether the type is said even where it is the collection's own. */
  readonly typed?: boolean;
  /** Properties shown beside the default ones. */
  readonly also?: readonly string[];
  /** Whether the object is read by itself: some things are shown on no list. */
  readonly single?: boolean;
}

function strengthContext(policy: Record<string, unknown>, id: string, call: Call): void {
  const controls = policy.grantControls as Record<string, unknown> | null | undefined;
  if (controls === null || controls === undefined) return;
  const at = `${metadata(call)}#identity/conditionalAccess/policies('${id}')/grantControls/authenticationStrength`;
  const strength = controls.authenticationStrength as Record<string, unknown> | null;
  policy.grantControls = {
    ...controls,
    'authenticationStrength@odata.context': `${at}/$entity`,
    authenticationStrength:
      strength === null || strength === undefined
        ? null
        : {
            ...(strengthOf(call, String(strength.id)) ?? strength),
            'combinationConfigurations@odata.context': `${at}/combinationConfigurations`,
          },
  };
}

/** What agents have beyond their base types is shown with the rest (page "Create agentIdentity"). */
const ownNames = (type: CoveredType, graphType: string): readonly string[] =>
  graphType !== type && (type === 'application' || type === 'servicePrincipal')
    ? Object.keys(typeOf(graphType)?.properties ?? {})
    : [];

/** The properties of a body: those selected, or the default ones, absent ones as null or an empty list. */
export function showBody(type: CoveredType, id: string, body: Body, call: Call, show: Show): Record<string, unknown> {
  const graphType = graphTypeOf(type, body);
  const shown: Record<string, unknown> = {};
  if (show.typed === true || !baseTypes.includes(graphType)) shown['@odata.type'] = odataTypeOf(graphType);
  // Locations and policies are shown with everything their own type has; beta also shows what no schema knows.
  const whole = rulesOf(type).area === 'policies';
  const names =
    show.select ??
    (whole
      ? [...rulesOf(type).returnedByDefault(call.version), ...Object.keys(body)]
      : [...rulesOf(type).returnedByDefault(call.version), ...ownNames(type, graphType)]);
  for (const name of ['id', ...names, ...(show.also ?? [])]) {
    if (name in shown) continue;
    const property = propertyOf(graphType, name, call.version);
    const value = body[name];
    if (property === undefined && (call.version === 'v1.0' || !(name in body))) continue;
    if (value === undefined && property?.beta === true) continue;
    shown[name] =
      value === undefined ? (property?.collection === true ? [] : null) : visible(property?.type, value, call.version);
  }
  for (const name of keyNames) {
    const withKeys = show.single === true && show.select?.includes(name) === true;
    if (name in shown) shown[name] = shownKeys(name, shown[name], withKeys);
  }
  for (const [name, value] of Object.entries(call.tenant.novelties[type] ?? {})) {
    if (show.select === null || show.select.includes(name)) shown[name] = value;
  }
  if (type === 'conditionalAccessPolicy') strengthContext(shown, id, call);
  return shown;
}

const isIdAlone = (select: readonly string[] | null): boolean => select?.length === 1 && select[0] === 'id';

/** A related object: all a caller may see of it, which is no more than its id where the type may not be read. */
export function showRelated(entry: Entry, view: View, call: Call, select: readonly string[] | null): Body {
  if (entry.isPlain === true && isIdAlone(select)) return { '@odata.type': odataTypeOf(entry.type), id: entry.id };
  const { body } = view;
  const graphType = graphTypeOf(entry.type, body);
  if (!mayRead(entry.type, call.roles)) return { '@odata.type': odataTypeOf(graphType), id: entry.id };
  const known = select?.filter((name) => propertyOf(graphType, name, call.version) !== undefined) ?? null;
  return showBody(entry.type, entry.id, body, call, { select: known, typed: true });
}

function expanded(view: View, expansion: Expansion, call: Call): Body[] {
  const { store } = call.tenant;
  const ids = expansion.name === 'manager' ? [view.manager] : view[expansion.name as ManyLink];
  const related: Body[] = [];
  for (const id of ids) {
    const entry = id === null ? undefined : store.entry(id);
    if (entry === undefined || !store.listed(entry).alive) continue;
    related.push(showRelated(entry, store.listed(entry), call, expansion.select));
    if (related.length === mostExpanded) break;
  }
  return related;
}

const picked = (body: Body, select: readonly string[]): Body =>
  Object.fromEntries(['id', ...select].map((name) => [name, body[name] ?? null]));

export function showEntry(entry: Entry, view: View, call: Call, show: Show): Body {
  const shown: Record<string, unknown> =
    entry.isPlain === true && isIdAlone(show.select) && Object.keys(call.tenant.novelties).length === 0
      ? { id: entry.id }
      : showBody(entry.type, entry.id, view.body, call, show);
  for (const expansion of show.expand ?? []) {
    const expander = expanders[expansion.name];
    if (expander !== undefined) {
      const { select } = expansion;
      const records = [...expander(entry, call)].slice(0, mostExpanded);
      shown[expansion.name] = records.map((record) => (select === null ? record : picked(record, select)));
      continue;
    }
    const related = expanded(view, expansion, call);
    if (expansion.name !== 'manager') shown[expansion.name] = related;
    else if (related[0] !== undefined) shown.manager = related[0];
  }
  return shown;
}
