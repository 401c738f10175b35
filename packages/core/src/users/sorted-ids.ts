/** Ids in ascending order, found by bisection. */
export interface SortedIds {
  /** Adds an id above all others. */
  add(id: number): void;
  remove(id: number): void;
  /** Index of the first id above this one. */
  indexAfter(id: number): number;
  slice(start: number, limit: number): number[];
}

/** Makes an empty {@link SortedIds}. */
export function createSortedIds(): SortedIds {
  const ids: number[] = [];

  function indexAfter(id: number): number {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ids[middle] ?? 0) > id) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    add: (id) => void ids.push(id),
    remove: (id) => void ids.splice(indexAfter(id - 1), 1),
    indexAfter,
    slice: (start, limit) => ids.slice(start, start + limit),
  };
}
