/** Runs work and tells the largest array of bytes that it made, in bytes. */
export function countAllocations(work: () => void): { readonly largest: number } {
  let largest = 0;
  const original = globalThis.Uint8Array;
  const counting = new Proxy(original, {
    construct(target, args, newTarget) {
      const made: object = Reflect.construct(target, args, newTarget);
      // A view of a buffer is no memory of its own.
      if (!(args[0] instanceof ArrayBuffer) && made instanceof original) {
        largest = Math.max(largest, made.byteLength);
      }
      return made;
    },
  });
  globalThis.Uint8Array = counting;
  try {
    work();
  } finally {
    globalThis.Uint8Array = original;
  }
  return { largest };
}
