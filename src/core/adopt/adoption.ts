/** A snapshot's objects → the files of a Pulumi project that goes on with them, and what it cannot say. */
import type { DirectoryObject } from '../model.ts';
import { projectFiles } from './files.ts';
import type { ImportIds, Unexpressed } from './model.ts';
import { type Origin, programOf } from './program.ts';
import { resourcesOf } from './resources.ts';

export interface Adoption {
  readonly origin: Origin;
  /** Objects that were looked at, and resources that became of them. */
  readonly objects: number;
  readonly resources: number;
  readonly unexpressed: readonly Unexpressed[];
  /** Texts by path below the project's folder. */
  readonly files: ReadonlyMap<string, string>;
}

export function adoptionOf(objects: readonly DirectoryObject[], origin: Origin, ids: ImportIds): Adoption {
  const { resources, unexpressed } = resourcesOf(objects, ids);
  const program = programOf(resources, origin);
  const circles = program.circles.map(({ resource: { of, displayName }, refersTo }): Unexpressed => {
    const reason = `refers to ${refersTo.of.type}/${refersTo.of.id} by its id: the two refer to each other`;
    return { ...of, displayName, property: 'references', reason };
  });
  const made = {
    origin,
    objects: objects.length,
    resources: resources.length,
    unexpressed: [...unexpressed, ...circles],
  };
  return { ...made, files: projectFiles(program, made) };
}
