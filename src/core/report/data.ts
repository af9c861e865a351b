/**
 * Reports, plans and recoveries as the data that other programs read: documented members first and in their documented order,
 * what was added to them afterwards behind. The schemas in `schemas/` describe them. Every documented member is there: what
 * a side of a difference does not have at all is `null`, which no report tells from an unset value.
 */
import type {
  Body,
  DifferenceReport,
  Finding,
  LinkTarget,
  ObjectChange,
  Plan,
  Recovery,
  ReportTotals,
  Value,
} from '../model.ts';
import { type NameOf, namesFrom, permissionName } from './names.ts';
import { changeKinds } from './words.ts';

export function reportData(report: DifferenceReport, nameOf?: NameOf): Body {
  const names = namesFrom(report.objects, nameOf);
  const { id, createdDateTime, tenantId, from, to, scope, totals, objects, notRead, notCovered, readInFull } = report;
  return {
    id,
    createdDateTime,
    tenantId,
    from: sideData(from),
    to: sideData(to),
    scope: scopeData(scope),
    totals: totalsData(totals),
    objects: objects.map((object) => ({
      type: object.type,
      id: object.id,
      displayName: object.displayName,
      change: object.change,
      recoveryAction: object.recoveryAction,
      ...given('reason', object.reason),
      attributes: attributesData(object),
      links: linksData(object, names),
    })),
    notRead: notRead.map(({ type, reason }) => ({ type, reason })),
    notCovered: notCovered.map(({ type, property, reason }) => ({ type, property, reason })),
    readInFull: readInFull.map(({ type, reason }) => ({ type, reason })),
  };
}

export function planData({ id, base, wanted, engine, steps, untouched, findings }: Plan): Body {
  return {
    id,
    base,
    wanted,
    engine,
    steps: steps.map((step) => ({
      n: step.n,
      action: step.action,
      type: step.type,
      id: step.id,
      displayName: step.displayName,
      writes: {
        properties: step.writes.properties,
        links: step.writes.links.map(({ name, add, remove }) => {
          return { name, add: add.map((one) => targetData(one)), remove: remove.map((one) => targetData(one)) };
        }),
      },
      after: step.after,
      ...given('behind', step.behind),
      why: step.why,
      moves: step.moves.map(({ name, from, to, movedFrom, renewed }) => ({
        name,
        from: from ?? null,
        to: to ?? null,
        ...(movedFrom === undefined ? {} : { movedFrom: { base: movedFrom.base ?? null } }),
        ...given('renewed', renewed),
      })),
      ...given('moved', step.moved),
      ...given('appId', step.appId),
      ...given('deletionKind', step.deletionKind),
    })),
    untouched: untouched.map(({ type, id, reason, displayName, code, property, missing }) => {
      return { type, id, reason, displayName, code, ...given('property', property), ...given('missing', missing) };
    }),
    findings: findings.map(findingData),
  };
}

export function recoveryData(recovery: Recovery): Body {
  const { id, status, backup, scope, engine, started, completed, totals, failures, verified } = recovery;
  const { objectsModified, linksModified, failed, skipped } = totals;
  const { heartbeat, progress, resumes, canceledBy } = recovery;
  return {
    id,
    status,
    backup,
    scope: scopeData(scope),
    engine,
    started,
    completed,
    totals: { objectsModified, linksModified, failed, skipped },
    failures: failures.map((failure) => {
      const { type, id, action, code, message, requestId, displayName } = failure;
      const changes = { attributes: attributesData(failure), links: linksData(failure) };
      return { type, id, action, code, message, requestId, displayName, ...changes };
    }),
    verified,
    base: recovery.base,
    wanted: recovery.wanted,
    added: typeof recovery.added === 'object' && recovery.added !== null ? { ...recovery.added } : recovery.added,
    findings: recovery.findings.map(findingData),
    receipts: recovery.receipts.map(({ n, type, id, action, outcome, links, requestIds, ...more }) => ({
      n,
      type,
      id,
      action,
      outcome,
      links,
      requestIds,
      ...given('code', more.code),
      ...given('message', more.message),
      ...given('newId', more.newId),
      ...given('appId', more.appId),
    })),
    recreate: recovery.recreate ?? false,
    heartbeat,
    progress: progress === null ? null : { ...progress },
    resumes,
    canceledBy: canceledBy === null ? null : { by: canceledBy.by, host: canceledBy.host, at: canceledBy.at },
  };
}

const attributesData = ({ attributes }: Pick<ObjectChange, 'attributes'>): readonly Body[] =>
  attributes.map(({ name, backup, current }) => ({ name, backup: backup ?? null, current: current ?? null }));

const linksData = ({ id, links }: Pick<ObjectChange, 'id' | 'links'>, nameOf?: NameOf): readonly Body[] =>
  links.map(({ name, target, backup, current }) => ({ name, target: targetData(target, nameOf, id), backup, current }));

const given = (name: string, value: Value | undefined): Body => (value === undefined ? {} : { [name]: value });

const sideData = (side: DifferenceReport['from']): Body =>
  'live' in side ? { live: true } : { backup: side.backup, commit: side.commit };

const scopeData = ({ types, ids, properties }: DifferenceReport['scope']): Body => ({ types, ids, properties });

const totalsData = ({ objects, attributes, links, byType }: ReportTotals): Body => ({
  objects,
  attributes,
  links,
  byType: Object.fromEntries(
    Object.entries(byType).map(([type, totals]) => [
      type,
      Object.fromEntries(changeKinds.map((kind) => [kind, totals[kind]])),
    ]),
  ),
});

const targetData = ({ type, id, displayName, permission }: LinkTarget, nameOf?: NameOf, holder?: string): Body => ({
  type,
  id,
  ...given('displayName', displayName ?? nameOf?.(type, id)),
  ...given('permission', permission),
  ...given(
    'permissionName',
    permission === undefined || nameOf === undefined ? undefined : permissionName(permission, holder, nameOf),
  ),
});

const findingData = ({ guard, level, message, objects, allowed }: Finding): Body => ({
  guard,
  level,
  message,
  objects: objects.map(({ type, id, displayName }) => ({ type, id, displayName })),
  ...(allowed === undefined ? {} : { allowed: { reason: allowed.reason } }),
});
