/**
 * What is read beside an object's own properties: its to-many links, its children, and properties that Graph keeps at an
 * address of their own.
 */
import { isChosen, type PropertyChoice } from '../core/catalog/index.ts';
import type { Elsewhere, Link, LinkReading, TypePage } from '../core/catalog/page.ts';
import type { Version } from './request.ts';

export interface Part {
  readonly name: string;
  readonly reading: LinkReading;
  /** The properties that are asked of each target, or null for all. */
  readonly select: string | null;
  /** The version of Graph whose list of them is whole. */
  readonly version: Version | null;
  /** `$filter` to those whom it is meant for, or null where that is everybody. */
  readonly circle: string | null;
  /** Whether the targets have ids of Graph's own making, which are no ids of objects. */
  readonly opaqueIds: boolean;
}

/** In the order of the page: links, then children. Children that come with the body are no parts. */
export function partsOf(page: TypePage): readonly Part[] {
  const links = page.links.filter(({ many }) => many).map(linkPart);
  const children = page.children
    .filter(({ reading }) => reading === 'expand')
    .map(
      ({ property }): Part => ({
        name: property,
        reading: 'expand',
        select: null,
        version: null,
        circle: null,
        opaqueIds: true,
      }),
    );
  return [...links, ...children];
}

function linkPart({ name, reading = 'expand', writing = 'reference', listedIn, meantFor }: Link): Part {
  const isReference = writing === 'reference';
  return {
    name,
    reading,
    select: isReference ? 'id' : null,
    version: listedIn ?? null,
    circle: meantFor?.filter ?? null,
    opaqueIds: !isReference,
  };
}

/** Properties at addresses of their own that are to be read. */
export const elsewhereOf = (page: TypePage, choice: PropertyChoice): readonly Elsewhere[] =>
  page.elsewhere.filter(({ property }) => isChosen(page, property, choice));
