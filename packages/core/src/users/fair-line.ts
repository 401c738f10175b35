/** A line in which callers take turns, however many places each of them has. */
export interface FairLine<T> {
  /** How many items wait. */
  readonly size: number;
  /** Puts an item behind those of its caller. */
  add(caller: object, item: T): void;
  remove(caller: object, item: T): void;
  /** Takes out the item whose turn it is. */
  next(): T | undefined;
}

/** Makes an empty line. Callers are told apart by identity. */
export function createFairLine<T>(): FairLine<T> {
  // In the order of their turns; none without an item.
  const callers = new Map<object, Set<T>>();
  let size = 0;

  function remove(caller: object, item: T): void {
    const items = callers.get(caller);
    if (!items?.delete(item)) return;
    size -= 1;
    if (items.size === 0) callers.delete(caller);
  }

  return {
    get size() {
      return size;
    },
    add(caller, item) {
      const items = callers.get(caller) ?? new Set();
      callers.set(caller, items.add(item));
      size += 1;
    },
    remove,
    next() {
      for (const [caller, items] of callers) {
        for (const item of items) {
          // To the end of the turns, unless this was its last.
          callers.delete(caller);
          callers.set(caller, items);
          remove(caller, item);
          return item;
        }
      }
      return undefined;
    },
  };
}
