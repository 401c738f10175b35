/**
 * Waits for something no longer than this. Rejects with what `late` makes; what
 * comes afterwards is given to `onLate`, and a failure then is nobody's.
 */
export function withDeadline<T>(
  work: Promise<T>,
  timeoutMs: number,
  late: () => Error,
  onLate?: (value: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(late());
    }, timeoutMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (isLate) onLate?.(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
