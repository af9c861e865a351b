/**
 * Authentication strengths: built-in ones, which nobody changes, and custom ones. Their deletion is for good. Source: facts on
 * Graph §1, CSDL; Graph's page "updateAllowedCombinations". Last verified: 2026-11-23.
 */
import { type Answer, created, type Fault, isFault, noContent, ok } from '../answer.ts';
import { type Call, stamp } from '../call.ts';
import { badRequest, fault, malformedPolicy } from '../errors.ts';
import { type Grant, grants } from '../permissions.ts';
import { checkOptions, readSelect } from '../query.ts';
import { contextOf, showBody } from '../render.ts';
import {
  areCombinations,
  configurationFault,
  configurationsOf,
  satisfiedBy,
} from '../rules/authenticationStrengthPolicy.ts';
import { builtInStrengths } from '../rules/authenticationStrengths.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry } from '../store.ts';
import { checkObject } from '../validate.ts';
import { type Body, isBody } from '../value.ts';
import { prepareWrite } from '../write.ts';
import { checkLicence } from './policies.ts';
import type { Route } from './route.ts';

const type = 'authenticationStrengthPolicy';
const name = 'policies/authenticationStrengthPolicies';
const path = `/${name}`;

const missing = (call: Call): Fault =>
  fault(404, 'ResourceNotFound', `Authentication strength policy ${call.parameters.id ?? ''} does not exist.`);

const isBuiltIn = (call: Call): boolean => builtInStrengths.has(call.parameters.id ?? '');

function shown(call: Call, id: string, body: Body, select: readonly string[] | null): Body {
  return showBody(type, id, body, call, { select });
}

function list(call: Call): Answer {
  const refused = checkOptions(call, ['$select', '$expand', '$filter']);
  if (refused !== null) return refused;
  const select = readSelect(call.query.get('$select'), type, call);
  if (isFault(select)) return select;
  const { store } = call.tenant;
  const custom = store.living(type).items.filter((entry) => store.listed(entry).alive);
  const value = [
    ...[...builtInStrengths].map(([id, body]) => shown(call, id, body, select)),
    ...custom.map((entry) => shown(call, entry.id, store.listed(entry).body, select)),
  ];
  return ok({ '@odata.context': contextOf(call, name, select, false), value });
}

function one(call: Call): Answer {
  const refused = checkOptions(call, ['$select', '$expand']);
  if (refused !== null) return refused;
  const select = readSelect(call.query.get('$select'), type, call);
  if (isFault(select)) return select;
  const id = call.parameters.id ?? '';
  const builtIn = builtInStrengths.get(id);
  const entry = call.tenant.store.entry(id);
  const view = entry?.type === type ? call.tenant.store.read(entry) : undefined;
  const body = builtIn ?? (view?.alive === true ? view.body : undefined);
  if (body === undefined) return missing(call);
  return ok({ '@odata.context': contextOf(call, name, select, true), ...shown(call, id, body, select) });
}

function create(call: Call): Answer {
  const { combinationConfigurations, ...sent } = call.body;
  const prepared = prepareWrite(call, rulesOf(type), null, sent);
  if (isFault(prepared)) return prepared;
  const configurations = Array.isArray(combinationConfigurations) ? combinationConfigurations.filter(isBody) : [];
  const made: Body[] = [];
  for (const configuration of configurations) {
    const unfit = configurationFault(configuration, prepared.body, made);
    if (unfit !== null) return unfit;
    made.push({ id: call.tenant.newId('combinationConfiguration'), ...configuration });
  }
  const id = call.tenant.newId(type);
  const at = stamp(call);
  const dates = { createdDateTime: at, modifiedDateTime: at };
  const entry = call.tenant.store.create(type, { ...prepared.body, ...dates, combinationConfigurations: made, id });
  const url = `${call.tenant.origin}/${call.version}/${name}/${id}`;
  return created({ '@odata.context': contextOf(call, name, null, true), ...shown(call, id, entry.body, null) }, url);
}

/** A custom strength that a write acts on; built-in ones are refused. */
function write(call: Call, answer: (entry: Entry) => Answer): Answer {
  if (isBuiltIn(call)) return badRequest('A built-in authentication strength policy cannot be modified or deleted.');
  const entry = call.tenant.store.alive(type, call.parameters.id ?? '');
  return entry === undefined ? missing(call) : answer(entry);
}

function keep(call: Call, entry: Entry, changes: Body): void {
  const body = { ...entry.body, ...changes, modifiedDateTime: call.tenant.now().toISOString() };
  call.tenant.store.change(entry, body, Object.keys(changes));
}

const update = (call: Call): Answer =>
  write(call, (entry) => {
    const prepared = prepareWrite(call, rulesOf(type), entry, call.body);
    if (isFault(prepared)) return prepared;
    keep(call, entry, prepared.body);
    return noContent;
  });

const updateAllowedCombinations = (call: Call): Answer =>
  write(call, (entry) => {
    const { allowedCombinations, ...others } = call.body;
    if (!areCombinations(allowedCombinations) || Object.keys(others).length > 0) return malformedPolicy();
    const configured = new Set(configurationsOf(entry.body).flatMap((one) => one.appliesToCombinations as string[]));
    if ([...configured].some((one) => !allowedCombinations.includes(one))) {
      return badRequest('A combination that is configured cannot be taken away.');
    }
    const previousCombinations = entry.body.allowedCombinations;
    keep(call, entry, { allowedCombinations, requirementsSatisfied: satisfiedBy({ allowedCombinations }) });
    return ok({
      '@odata.context': contextOf(call, 'microsoft.graph.updateAllowedCombinationsResult', null, false),
      additionalInformation: '',
      conditionalAccessReferences: referencesTo(call, entry.id),
      currentCombinations: allowedCombinations,
      previousCombinations,
    });
  });

/** Conditional Access policies that ask for the strength. */
function referencesTo(call: Call, id: string): readonly string[] {
  const policies = call.tenant.store.living('conditionalAccessPolicy').items.filter(({ alive }) => alive);
  const strengthIn = ({ grantControls }: Body): unknown =>
    isBody(grantControls) && isBody(grantControls.authenticationStrength)
      ? grantControls.authenticationStrength.id
      : undefined;
  return policies.filter(({ body }) => strengthIn(body) === id).map((policy) => policy.id);
}

/** For good: Graph keeps no deleted ones. */
const remove = (call: Call): Answer =>
  write(call, (entry) => {
    if (referencesTo(call, entry.id).length > 0) {
      return badRequest('The authentication strength policy is in use by a Conditional Access policy.');
    }
    call.tenant.store.purge(entry);
    return noContent;
  });

const configurationId = (call: Call): string => call.parameters.configuration ?? '';

const findConfiguration = (call: Call, policy: Body): Body | undefined =>
  configurationsOf(policy).find(({ id }) => id === configurationId(call));

const noConfiguration = (call: Call): Fault =>
  fault(404, 'ResourceNotFound', `Combination configuration ${configurationId(call)} does not exist.`);

/** Configurations of any strength: built-in ones have none. */
function readConfigurations(call: Call, answer: (policy: Body) => Answer): Answer {
  if (isBuiltIn(call)) return answer({});
  const entry = call.tenant.store.alive(type, call.parameters.id ?? '');
  return entry === undefined ? missing(call) : answer(entry.body);
}

const contextOfConfigurations = (call: Call, single: boolean): string =>
  contextOf(call, `${name}('${call.parameters.id}')/combinationConfigurations`, null, single);

const listConfigurations = (call: Call): Answer =>
  readConfigurations(call, (policy) =>
    ok({ '@odata.context': contextOfConfigurations(call, false), value: configurationsOf(policy) }),
  );

const oneConfiguration = (call: Call): Answer =>
  readConfigurations(call, (policy) => {
    const found = findConfiguration(call, policy);
    return found === undefined
      ? noConfiguration(call)
      : ok({ '@odata.context': contextOfConfigurations(call, true), ...found });
  });

const unfit = (call: Call, body: Body): boolean =>
  checkObject('authenticationCombinationConfiguration', body, '', call.version) !== null;

const createConfiguration = (call: Call): Answer =>
  write(call, (entry) => {
    if ('id' in call.body || unfit(call, call.body)) return malformedPolicy();
    const others = configurationsOf(entry.body);
    const refused = configurationFault(call.body, entry.body, others);
    if (refused !== null) return refused;
    const made: Body = { ...call.body, id: call.tenant.newId('combinationConfiguration') };
    keep(call, entry, { combinationConfigurations: [...others, made] });
    const url = `${call.tenant.origin}/${call.version}/${name}/${entry.id}/combinationConfigurations/${made.id}`;
    return created({ '@odata.context': contextOfConfigurations(call, true), ...made }, url);
  });

const updateConfiguration = (call: Call): Answer =>
  write(call, (entry) => {
    const all = configurationsOf(entry.body);
    const before = findConfiguration(call, entry.body);
    if (before === undefined) return noConfiguration(call);
    const named = { '@odata.type': before['@odata.type'], ...call.body };
    if (named['@odata.type'] !== before['@odata.type'] || unfit(call, named)) return malformedPolicy();
    const after = { ...before, ...call.body };
    const others = all.filter((one) => one !== before);
    const refused = configurationFault(after, entry.body, others);
    if (refused !== null) return refused;
    keep(call, entry, { combinationConfigurations: [...others, after] });
    return noContent;
  });

const removeConfiguration = (call: Call): Answer =>
  write(call, (entry) => {
    if (findConfiguration(call, entry.body) === undefined) return noConfiguration(call);
    const left = configurationsOf(entry.body).filter(({ id }) => id !== configurationId(call));
    keep(call, entry, { combinationConfigurations: left });
    return noContent;
  });

const configurations = `${path}/{id}/combinationConfigurations`;
const { readPolicies, writeStrengths } = grants;

const routes: readonly (readonly [Route['method'], string, Grant, (call: Call) => Answer])[] = [
  ['GET', path, readPolicies, list],
  ['POST', path, writeStrengths, create],
  ['GET', `${path}/{id}`, readPolicies, one],
  ['PATCH', `${path}/{id}`, writeStrengths, update],
  ['DELETE', `${path}/{id}`, writeStrengths, remove],
  ['POST', `${path}/{id}/updateAllowedCombinations`, writeStrengths, updateAllowedCombinations],
  ['GET', configurations, readPolicies, listConfigurations],
  ['POST', configurations, writeStrengths, createConfiguration],
  ['GET', `${configurations}/{configuration}`, readPolicies, oneConfiguration],
  ['PATCH', `${configurations}/{configuration}`, writeStrengths, updateConfiguration],
  ['DELETE', `${configurations}/{configuration}`, writeStrengths, removeConfiguration],
];

export const authenticationStrengthRoutes: readonly Route[] = routes.map(([method, at, grant, answer]) => ({
  method,
  path: at,
  grant,
  handle: (call) => checkLicence(call, () => answer(call)),
}));
