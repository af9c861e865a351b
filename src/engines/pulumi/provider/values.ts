/** Values as they travel in Pulumi's protocol: secrets are unwrapped, and what is not known yet is told apart. */
import protobuf from 'google-protobuf/google/protobuf/struct_pb.js';
import type { Body, Value } from '../../../core/model.ts';
import { isBody } from '../../../core/value.ts';

/** Source: sdk/go/common/resource/sig/sig.go and properties.go of pulumi/pulumi. Last verified: 2026-11-29. */
const signature = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';
const unknowns: ReadonlySet<Value> = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

export function bodyFrom(struct: protobuf.Struct | undefined): Body {
  const body = plain((struct?.toJavaScript() ?? {}) as Body);
  return isBody(body) ? body : {};
}

function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => plain(one as Value));
  if (!isBody(value)) return value;
  if (value[signature] === secretSignature) return plain(value.value ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

export const structOf = (body: Body): protobuf.Struct =>
  protobuf.Struct.fromJavaScript(body as Parameters<typeof protobuf.Struct.fromJavaScript>[0]);

/** Whether a part of it is known only once another resource is there. */
export function hasUnknown(value: Value): boolean {
  if (unknowns.has(value)) return true;
  if (Array.isArray(value)) return value.some((one) => hasUnknown(one as Value));
  return isBody(value) && Object.values(value).some(hasUnknown);
}
