/**
 * The same bytes from the `yaml` library: `stringify` with `referenceOptions`, and three overrides for what the library
 * would write so that YAML 1.1 readers take it for something else (see `src/core/canonical/scalar.ts`): strings that are
 * forced into double quotes, floats with an exponent and no dot, and minus zero.
 */
import { type CollectionTag, type ScalarTag, stringify, type Tags } from 'yaml';
import { referenceOptions } from '../../../src/core/canonical/emit.ts';
import { hasUnsafeCharacter, isUnsafeBlock, isUnsafePlain, quote } from '../../../src/core/canonical/scalar.ts';

export const printWithLibrary = (value: unknown): string =>
  stringify(value, { ...referenceOptions, customTags: (tags) => tags.map(override) });

/** The library and its options, nothing else: what most of a tenant must come out as. */
export const printWithPureLibrary = (value: unknown): string => stringify(value, referenceOptions);

function override(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.collection !== undefined) return tag;
  const print = (tag as ScalarTag).stringify!;
  if (tag.tag === 'tag:yaml.org,2002:str') {
    return {
      ...tag,
      stringify: (item, context, ...rest) => {
        const text = item.value as string;
        const forced = text.includes('\n') ? isUnsafeBlock(text) || context.indent === '' : isUnsafePlain(text);
        return forced || hasUnsafeCharacter(text) ? quote(text) : print(item, context, ...rest);
      },
    } as ScalarTag | CollectionTag;
  }
  if (tag.tag === 'tag:yaml.org,2002:float' || tag.tag === 'tag:yaml.org,2002:int') {
    return {
      ...tag,
      stringify: (...all) => {
        const text = print(...all);
        if (text === '-0') return '0';
        return text.includes('.') ? text : text.replace('e', '.0e');
      },
    } as ScalarTag | CollectionTag;
  }
  return tag;
}
