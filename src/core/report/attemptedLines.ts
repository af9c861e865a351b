/** What a failed step was to change, as lines. */
import type { JobFailure, LinkTarget } from '../model.ts';
import { changeLines, type View } from './changeLines.ts';
import { linkLines, type Sign, signedLinks } from './linkLines.ts';

/** Each value as it was when the step was tried, and as the backup has it; `+` and `-` are what was to be done. */
export function attemptedLines({ type, id, attributes, links }: JobFailure, view: View): readonly string[] {
  const { paint, nameOf } = view;
  const [adding, removing] = [false, true].map((isThere) =>
    links
      .filter(({ current }) => (current === 'present') === isThere)
      .map(({ name, target }) => [name, target] as const),
  );
  const signed = (sign: Sign, changes: readonly (readonly [string, LinkTarget])[] = []) =>
    [...Map.groupBy(changes, ([name]) => name)].flatMap(([name, found]) =>
      signedLinks(
        name,
        sign,
        found.map(([, target]) => target),
      ),
    );
  return [
    ...attributes.flatMap(({ name, current, backup }) =>
      changeLines({ type, name, before: current, after: backup }, view),
    ),
    ...linkLines([...signed('+', adding), ...signed('-', removing)], paint, nameOf, id),
  ];
}
