/** An object as readers see it: as it is, or as it was before a write that has not reached every replica. */
import type { Entry } from './store.ts';
import type { Body } from './value.ts';

/** What an object is, or what it seemed to be before a write that has not reached every replica. */
export interface View {
  readonly alive: boolean;
  readonly body: Body;
  readonly manager: string | null;
  readonly members: ReadonlySet<string>;
  readonly owners: ReadonlySet<string>;
  readonly sponsors: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

/** An object as it is; what nobody looks at is not fetched. */
export class Now implements View {
  readonly #entry: Entry;

  constructor(entry: Entry) {
    this.#entry = entry;
  }

  get alive(): boolean {
    return this.#entry.alive;
  }
  get body(): Body {
    return this.#entry.body;
  }
  get manager(): string | null {
    return this.#entry.manager;
  }
  get members(): ReadonlySet<string> {
    return this.#entry.members ?? nobody;
  }
  get owners(): ReadonlySet<string> {
    return this.#entry.owners ?? nobody;
  }
  get sponsors(): ReadonlySet<string> {
    return this.#entry.sponsors ?? nobody;
  }
}

/** A copy that later writes leave alone. */
export const asItIs = ({ alive, body, manager, members, owners, sponsors }: Entry): View => ({
  alive,
  body,
  manager,
  members: new Set(members),
  owners: new Set(owners),
  sponsors: new Set(sponsors),
});
