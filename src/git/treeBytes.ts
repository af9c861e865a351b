/** The bytes of one tree. Format: `<mode> <name>\0<id>`, again and again; git-mktree(1), and the order in git's tree.c. */

export interface TreeItem {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

export function* itemsOf(tree: Buffer, idLength: number): Generator<TreeItem> {
  for (let at = 0; at < tree.length; ) {
    const { space, end, stop } = boundsAt(tree, at, idLength);
    yield {
      mode: tree.toString('latin1', at, space),
      name: tree.toString('utf8', space + 1, end),
      id: tree.toString('hex', end + 1, stop),
    };
    at = stop;
  }
}

export const fileMode = '100644';
export const folderMode = '40000';

/** What a name becomes; null where it goes. */
export type Edit = { readonly mode: typeof fileMode | typeof folderMode; readonly id: string } | null;

/**
 * The tree with some names changed. What did not change is copied as it lies there: a folder has thousands of names and few
 * of them change.
 */
export function edited(tree: Buffer, edits: ReadonlyMap<string, Edit>, idLength: number): Buffer {
  // Git's order is that of bytes, and as text in Latin-1 bytes compare as they are.
  const gone = new Set<string>();
  const additions: Addition[] = [];
  for (const [name, edit] of edits) {
    const bytes = Buffer.from(name, 'utf8').toString('latin1');
    gone.add(bytes);
    if (edit === null) continue;
    const item = `${edit.mode} ${bytes}\0${Buffer.from(edit.id, 'hex').toString('latin1')}`;
    additions.push({ key: keyOf(bytes, edit.mode === folderMode), item: Buffer.from(item, 'latin1') });
  }
  additions.sort((a, b) => (a.key < b.key ? -1 : 1));
  const parts: Buffer[] = [];
  let added = 0;
  let kept = 0;
  for (let at = 0; at < tree.length; ) {
    const { space, end, stop } = boundsAt(tree, at, idLength);
    const name = tree.toString('latin1', space + 1, end);
    if (gone.has(name)) {
      parts.push(tree.subarray(kept, at));
      kept = stop;
    } else if (added < additions.length) {
      const key = keyOf(name, tree[at] === folderDigit);
      if ((additions[added] as Addition).key < key) parts.push(tree.subarray(kept, at));
      for (; added < additions.length && (additions[added] as Addition).key < key; added += 1) {
        parts.push((additions[added] as Addition).item);
        kept = at;
      }
    }
    at = stop;
  }
  parts.push(tree.subarray(kept));
  for (; added < additions.length; added += 1) parts.push((additions[added] as Addition).item);
  return Buffer.concat(parts);
}

interface Addition {
  readonly key: string;
  readonly item: Buffer;
}

/** Of all modes, only a folder's begins so. */
const folderDigit = 0x34;

/** Folders are in order as if their names ended with a slash. */
const keyOf = (name: string, isFolder: boolean): string => (isFolder ? `${name}/` : name);

function boundsAt(tree: Buffer, at: number, idLength: number) {
  const space = tree.indexOf(0x20, at);
  const end = tree.indexOf(0, space);
  const stop = end + 1 + idLength;
  if (space < 0 || end < 0 || stop > tree.length) throw new Error('git gave half a tree');
  return { space, end, stop };
}
