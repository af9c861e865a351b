/** Whether a value has all that another one has: objects may have more, lists may not. */
export function holdsAll(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((one: unknown, index) => holdsAll(value[index], one))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = value as { readonly [name: string]: unknown };
  return Object.entries(wanted).every(([name, one]) => holdsAll(fields[name], one));
}
