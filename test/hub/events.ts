/** What happened, in order: what GitHub would send to webhooks and start workflows for. */
import type { Account, TokenKind } from './world.ts';

export type EventName =
  | 'push'
  | 'pull_request'
  | 'pull_request_review'
  | 'issue_comment'
  | 'issues'
  | 'repository_ruleset'
  | 'workflow_dispatch';

/** Whose doing an event is. What GITHUB_TOKEN (`actions`) caused starts no workflow, `workflow_dispatch` apart. */
export interface Cause {
  readonly kind: TokenKind;
  readonly login: string;
  readonly account: Account;
}

export interface HubEvent {
  /** Counts from 1. */
  readonly id: number;
  readonly at: string;
  readonly name: EventName;
  readonly action?: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly by: Cause;
  /** As in the webhook. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export class Events {
  readonly list: HubEvent[] = [];
  private readonly listeners = new Set<(event: HubEvent) => void>();

  add(event: Omit<HubEvent, 'id'>): void {
    const numbered = { ...event, id: this.list.length + 1 };
    this.list.push(numbered);
    for (const listener of this.listeners) listener(numbered);
  }

  /** Gives the way to stop listening. */
  listen(listener: (event: HubEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
