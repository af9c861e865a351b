/** Issues that tell people what is wrong, one per key. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Forge } from '../core/forgePort.ts';
import { isOwn } from './comments.ts';
import { withMarker } from './marker.ts';
import { limits, type Room, requireLength } from './room.ts';

type Issue = RestEndpointMethodTypes['issues']['listForRepo']['response']['data'][number];

export function issues(room: Room): Pick<Forge, 'keepIssue' | 'closeIssue'> {
  const { client, own } = room;
  const at = client.repository;

  /** Oldest first: should two runs have opened one each, both know which to keep. */
  async function open(key: string): Promise<readonly Issue[]> {
    const found = await client.list<Issue>((github) =>
      github.paginate.iterator(github.rest.issues.listForRepo, {
        ...at,
        state: 'open',
        sort: 'created',
        direction: 'asc',
        per_page: 100,
      }),
    );
    const ours: Issue[] = [];
    // Pull requests are issues to GitHub.
    for (const one of found) if (one.pull_request === undefined && (await isOwn(room, one, key))) ours.push(one);
    return ours;
  }

  const tell = (number: number, body: string) =>
    client.call((github) => github.rest.issues.createComment({ ...at, issue_number: number, body }));

  return {
    async keepIssue(key, { title, body }) {
      requireLength(body, limits.body, 'the text of an issue');
      await own.use();
      const [held] = await open(key);
      if (held !== undefined) {
        await tell(held.number, body);
        return 'commented';
      }
      await client.call((github) => github.rest.issues.create({ ...at, title, body: withMarker(body, { key }) }));
      return 'opened';
    },
    async closeIssue(key, why) {
      requireLength(why, limits.body, 'a comment');
      await own.use();
      const held = await open(key);
      for (const { number } of held) {
        await tell(number, why);
        await client.call((github) =>
          github.rest.issues.update({ ...at, issue_number: number, state: 'closed', state_reason: 'completed' }),
        );
      }
      return held.length === 0 ? 'none' : 'closed';
    },
  };
}
