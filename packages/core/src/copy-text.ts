/**
 * The same text by itself: a part of a text holds the whole of it in memory, of
 * some megabytes maybe. Through JSON, since what no UTF-8 is must stay the same too.
 */
export function copyText(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}

/** A text without what is white at its ends, by itself if it was longer. */
export function trimmed(text: string): string {
  const part = text.trim();
  return part.length === text.length ? text : copyText(part);
}
