/** Comments on pull requests and issues; one of them can be kept up to date under a key. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Comment, Forge } from '../core/forgePort.ts';
import { fail } from '../core/problem.ts';
import { isSameText, parseMarker, withMarker } from './marker.ts';
import { limits, type Room, requireLength } from './room.ts';

type Given = RestEndpointMethodTypes['issues']['getComment']['response']['data'];

export function comments(room: Room): Pick<Forge, 'comment' | 'addComment' | 'keepComment' | 'react'> {
  const { client, own } = room;
  const at = client.repository;

  async function find(number: number, key: string): Promise<Given | undefined> {
    const found = await client.list<Given>((github) =>
      github.paginate.iterator(github.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
    );
    for (const one of found) if (await isOwn(room, one, key)) return one;
    return undefined;
  }

  async function addComment(number: number, body: string): Promise<Comment> {
    requireLength(body, limits.body, 'a comment');
    await own.use();
    const { data } = await client.call((github) =>
      github.rest.issues.createComment({ ...at, issue_number: number, body }),
    );
    return describe(room, data);
  }

  return {
    addComment,
    async comment(id) {
      await own.use();
      const { data } = await client.call((github) => github.rest.issues.getComment({ ...at, comment_id: id }));
      return describe(room, data);
    },
    async keepComment(number, key, body) {
      requireLength(body, limits.body, 'a comment');
      await own.use();
      const text = withMarker(body, { key });
      const held = await find(number, key);
      if (held === undefined) {
        await client.call((github) => github.rest.issues.createComment({ ...at, issue_number: number, body: text }));
        return 'created';
      }
      if (isSameText(held.body ?? '', text)) return 'unchanged';
      await client.call((github) => github.rest.issues.updateComment({ ...at, comment_id: held.id, body: text }));
      return 'updated';
    },
    async react(comment, reaction) {
      await own.use();
      await client.call((github) =>
        github.rest.reactions.createForIssueComment({ ...at, comment_id: comment, content: reaction }),
      );
    },
  };
}

/** By its author and its marker: anybody can write the one, nobody else can be the other. */
export async function isOwn(
  { people }: Room,
  { user, body }: Pick<Given, 'user'> & { readonly body?: string | null },
  key: string,
): Promise<boolean> {
  return parseMarker(body ?? '')?.key === key && (await people.actor(user)).isSelf;
}

async function describe({ people }: Room, given: Given): Promise<Comment> {
  const on = /\/issues\/(\d+)$/.exec(given.issue_url)?.[1];
  return {
    id: given.id,
    author: await people.actor(given.user),
    body: given.body ?? '',
    url: given.html_url,
    on: on === undefined ? fail('forge', `GitHub did not say what comment ${given.id} is on`) : Number(on),
    isEdited: given.updated_at !== given.created_at,
  };
}
