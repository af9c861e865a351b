/**
 * The directory's audit log, as far as anybody here asks for it: who was given which app role, and who lost it. Names of activities
 * as real logs have them (learn.microsoft.com, audit log activities; Splunk's attack_data holds samples). Last verified: 2026-11-23.
 */
import { guidFrom } from './identity.ts';
import type { Body } from './value.ts';

const mostKept = 100_000;

export interface AuditEntry extends Body {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activityDisplayName: string;
}

export interface Audited {
  readonly activityDisplayName: string;
  readonly category: string;
  readonly operationType: string;
  readonly targetResources: readonly Body[];
}

export class AuditLog {
  readonly #entries: AuditEntry[] = [];
  #made = 0;

  add(at: string, audited: Audited): void {
    this.#made += 1;
    const id = `Directory_${guidFrom('audit', this.#made)}`;
    this.#entries.push({
      id,
      ...audited,
      activityDateTime: at,
      correlationId: guidFrom('correlation', this.#made),
      loggedByService: 'Core Directory',
      result: 'success',
      resultReason: '',
      additionalDetails: [],
    });
    if (this.#entries.length > mostKept) this.#entries.splice(0, mostKept / 2);
  }

  /** Those that have arrived in the log by then, newest first, as Graph lists them. */
  until(time: string): readonly AuditEntry[] {
    return this.#entries.filter(({ activityDateTime }) => activityDateTime <= time).toReversed();
  }
}

const words = {
  user: ['grant to user', 'UserManagement', 'User'],
  group: ['to group', 'GroupManagement', 'Group'],
  servicePrincipal: ['to service principal', 'ApplicationManagement', 'ServicePrincipal'],
} as const;

/** What the log says of an assignment that was made or removed: the resource first, then the principal. */
export function auditOfAssignment(
  done: 'made' | 'removed',
  resourceId: string,
  principal: { readonly id: string; readonly type: string },
): Audited {
  const [where, category, type] = words[principal.type as keyof typeof words] ?? words.servicePrincipal;
  const from = where.replace('grant to', 'from').replace('to ', 'from ');
  return {
    activityDisplayName: done === 'made' ? `Add app role assignment ${where}` : `Remove app role assignment ${from}`,
    category,
    operationType: done === 'made' ? 'Assign' : 'Unassign',
    targetResources: [
      { id: resourceId, displayName: null, type: 'ServicePrincipal', modifiedProperties: [] },
      { id: principal.id, displayName: null, type, modifiedProperties: [] },
    ],
  };
}
