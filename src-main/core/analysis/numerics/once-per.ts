/**
 * A function of an object that never changes (a stage of an evaluation), calculated once for each; what belongs to an object
 * nobody holds any more is forgotten with it.
 */
export function oncePer<Key extends object, Value extends object>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
