/** How many code points a text has; for one far over the limit some number over it, found at once. */
export function codePoints(text: string, limit: number): number {
  return [...text.slice(0, 2 * limit + 1)].length;
}
