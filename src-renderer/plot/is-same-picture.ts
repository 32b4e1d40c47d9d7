/**
 * Equal in every value, as far as a picture depends on it. Columns count as equal only where they are one and the same:
 * they are never changed in place, and comparing their numbers would cost what drawing them costs.
 */
export function isSamePicture(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && isSamePicture(a[key as keyof typeof a], b[key as keyof typeof b]),
  );
}
