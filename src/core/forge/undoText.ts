/** How to take changes back, with the words to copy: as a comment, as a command, or by the forge's own button. */
import { isObjectId } from '../canonical/path.ts';
import type { BackupName, ObjectChange, ObjectType } from '../model.ts';
import { code } from '../report/escape.ts';
import { count } from '../report/words.ts';
import { type Block, copied, kept, printedTable } from './blocks.ts';
import { printCommand } from './command.ts';

/** Longer commands are neither read nor copied by anybody: then the types say enough. */
const idsShown = 20;

const canBeRecovered = ({ recoveryAction, id }: ObjectChange): boolean => recoveryAction !== 'none' && isObjectId(id);

const revert = (flags: { readonly ids?: readonly string[]; readonly types?: readonly ObjectType[] }): string =>
  printCommand({
    is: 'revert',
    backup: null,
    scope: { types: flags.types ?? [], ids: flags.ids ?? [], properties: [] },
    added: 'softDelete',
  });

/** The comment that undoes the worst of it, with a sentence; null where nothing of it can be recovered. */
export function undoWorst(worst: readonly ObjectChange[]): string | null {
  const able = worst.filter(canBeRecovered);
  if (able.length === 0) return null;
  const rest = worst.length - able.length;
  const exception =
    rest === 0 ? '' : ` (${count(rest, 'of them cannot', 'of them cannot')} be brought back by a recovery)`;
  const isMany = able.length > idsShown;
  const what = isMany ? 'everything of the types they are of' : able.length === 1 ? 'this one' : 'these';
  const command = isMany
    ? revert({ types: [...new Set(able.map(({ type }) => type))] })
    : revert({ ids: able.map(({ id }) => id) });
  return `To take back ${what}, comment${exception}:\n\n${copied([command])}`;
}

/** All the ways, from everything to a single property. `example`: an object of the report. */
export function undoWays(backup: BackupName | null, example: ObjectChange | undefined): readonly Block[] {
  const one = example !== undefined && canBeRecovered(example) ? example : undefined;
  const property = one?.attributes.map(({ name }) => name.split('.')[0] ?? '').find((name) => /^[A-Za-z]+$/.test(name));
  const comments: readonly (readonly [what: string, command: string])[] = [
    ['everything', '/revert'],
    ['everything but what is new', '/revert --added keep'],
    ...(one === undefined
      ? []
      : ([
          ['all of a type', revert({ types: [one.type] })],
          ['single objects', revert({ ids: [one.id] })],
        ] as const)),
    ...(one === undefined || property === undefined
      ? []
      : ([['a single property', `${revert({ ids: [one.id] })} --property ${property}`]] as const)),
  ];
  return [
    kept('A comment on this pull request proposes a revert pull request; merging that one recovers.'),
    kept(
      ...printedTable(
        ['to take back', 'comment'],
        comments.map(([what, command]) => [what, code(command)]),
      ),
    ),
    kept(
      ...(backup === null || !isObjectId(backup)
        ? []
        : [`From a shell, with the same options: ${code(`entra-rewind revert ${backup}`)}.`]),
      'GitHub’s own **Revert** button works once this is merged, until a later backup changes the same objects.',
    ),
  ];
}
