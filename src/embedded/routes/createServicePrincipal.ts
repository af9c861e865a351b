/**
 * New service principals: of an application of this tenant, of a blueprint, or an agent identity, which has no application. Those of
 * Microsoft's and of other tenants' applications cannot be made here, because nothing is known of them. Sources: pages "Create
 * servicePrincipal", "Create agentIdentity", "Create agentIdentityBlueprintPrincipal", "Agent identity error codes" (their status and
 * text are unverified); texts from public reports (KelvinTegelaar/CIPP issue 1142, kubernetes-anywhere issue 251). Last verified:
 * 2026-11-23.
 */
import { type Answer, type Fault, isFault } from '../answer.ts';
import { isOwnedByCaller } from '../applicationAccess.ts';
import { createsOwned, mayCreate } from '../applicationWriting.ts';
import { copiedTo, withAppId } from '../backing.ts';
import { type Call, stamp } from '../call.ts';
import { denied, fault } from '../errors.ts';
import { graphTypeOf } from '../render.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry } from '../store.ts';
import { type Body, isText } from '../value.ts';
import { prepareWrite } from '../write.ts';
import { make, needed, readAccountable } from './createApplication.ts';

function unbacked(appId: unknown): Fault {
  const message = `The appId '${String(appId)}' of the service principal does not reference a valid application object.`;
  const details = [{ code: 'NoBackingApplicationObject', message, target: 'appId' }];
  return fault(400, 'Request_BadRequest', message, { details });
}

const taken = (name: string): Fault =>
  fault(
    409,
    'Request_MultipleObjectsWithSameKeyValue',
    `The service principal cannot be created, updated, or restored because the service principal name ${name} is already in use.`,
  );

const isBlueprint = (entry: Entry): boolean => graphTypeOf('application', entry.body) === 'agentIdentityBlueprint';

/** The application that the new principal is to stand for, or why it may not. */
function backing(call: Call, graphType: string): Entry | Fault {
  const { appId } = call.body;
  if (!isText(appId)) return needed('appId', 'ServicePrincipal');
  const application = withAppId(call, 'application', appId);
  if (application === undefined) return unbacked(appId);
  if (graphType === 'agentIdentityBlueprintPrincipal' && !isBlueprint(application)) {
    return fault(
      400,
      'AgentBlueprintPrincipal_RequireAgentBlueprint',
      'Agent identity blueprint principals can only be created for Agent Blueprints.',
    );
  }
  // Unverified: that a blueprint gets a principal of its own kind only.
  if (graphType === 'servicePrincipal' && isBlueprint(application)) return unbacked(appId);
  if (createsOwned(call) && !isOwnedByCaller(call, application)) return denied();
  return withAppId(call, 'servicePrincipal', appId) === undefined ? application : taken(appId);
}

function parentFault(call: Call): Fault | null {
  const id = call.body.agentIdentityBlueprintId;
  if (!isText(id)) return needed('agentIdentityBlueprintId', 'ServicePrincipal');
  const blueprint = withAppId(call, 'application', id);
  if (blueprint !== undefined && !isBlueprint(blueprint)) {
    return fault(
      400,
      'AgentIdentity_IncompatibleParentType',
      "The specified Application (AppId) isn't an Agent Blueprint.",
    );
  }
  return withAppId(call, 'servicePrincipal', id) === undefined
    ? fault(
        400,
        'AgentIdentity_AgentBlueprintPrincipalDoesNotExist',
        "The required agent identity blueprint principal doesn't exist for the specified agent identity blueprint ID.",
      )
    : null;
}

/** The client id of an agent identity is its own id (unverified). */
function createAgentIdentity(call: Call): Answer {
  if (call.body.appId !== undefined) {
    return fault(
      400,
      'AgentBlueprintPrincipal_AgentIdentity_IncompatibleProperty',
      "The property 'appId' is incompatible with agent identity and can't be set.",
    );
  }
  if (!isText(call.body.displayName)) return needed('displayName', 'ServicePrincipal');
  const refused = parentFault(call);
  if (refused !== null) return refused;
  const bound = readAccountable(call);
  if (isFault(bound)) return bound;
  if (bound.sponsors.length === 0) return needed('sponsors', 'ServicePrincipal');
  const prepared = prepareWrite(call, rulesOf('servicePrincipal'), null, bound.sent);
  if (isFault(prepared)) return prepared;
  const id = call.tenant.newId('servicePrincipal');
  const body = {
    ...prepared.body,
    appId: id,
    createdByAppId: call.caller.appId,
    createdDateTime: stamp(call),
    id,
    servicePrincipalNames: [id],
    servicePrincipalType: 'ServiceIdentity',
  };
  return make(call, 'servicePrincipal', body, bound);
}

function own(call: Call, prepared: Body, application: Entry): Body & { readonly id: string } {
  return {
    ...copiedTo(application.body),
    ...prepared,
    appId: application.body.appId,
    appOwnerOrganizationId: call.tenant.id,
    createdByAppId: call.caller.appId,
    id: call.tenant.newId('servicePrincipal'),
    servicePrincipalType: 'Application',
  };
}

export function createServicePrincipal(call: Call): Answer {
  const graphType = graphTypeOf('servicePrincipal', call.body);
  if (!mayCreate(call, graphType)) return denied();
  if (graphType === 'agentIdentity') return createAgentIdentity(call);
  const application = backing(call, graphType);
  if (isFault(application)) return application;
  const bound = readAccountable(call);
  if (isFault(bound)) return bound;
  const prepared = prepareWrite(call, rulesOf('servicePrincipal'), null, bound.sent);
  if (isFault(prepared)) return prepared;
  return make(call, 'servicePrincipal', own(call, prepared.body, application), bound);
}
