/**
 * Resolves when everything else that has come has had its turn: other calls, other
 * connections. A timer, where there is nothing sooner, takes a millisecond.
 */
export function nextTurn(): Promise<void> {
  const later = "setImmediate" in globalThis ? setImmediate : setTimeout;
  return new Promise((resolve) => void later(resolve));
}
