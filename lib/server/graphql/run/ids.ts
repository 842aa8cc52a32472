/** Numbers objects as they are first seen: what stands for one of them in a key. Holds none of them. */
export function createIds<T extends object>(): (object: T) => number {
  const ids = new WeakMap<T, number>()
  let last = 0
  return object => {
    const id = ids.get(object) ?? ++last
    ids.set(object, id)
    return id
  }
}
