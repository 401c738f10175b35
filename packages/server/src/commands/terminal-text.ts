import stringWidth from "string-width";

/**
 * Characters that a terminal obeys or does not show: controls of both sets, line
 * separators, and formats such as those of direction, but for the two joiners
 * without which some scripts and emoji can't be written; halves of surrogates.
 */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** Text as a terminal may be given it: what it would obey is spelt out, as `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(unprintable, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON that a terminal may be given: what JSON leaves as it is, and a terminal would obey, is escaped. */
export function visibleJson(json: string): string {
  return json.replace(unprintable, (c) =>
    [...Array(c.length).keys()]
      .map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** How many columns of a terminal a text takes. */
export const widthOf: (text: string) => number = stringWidth;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A text in so many columns: filled up with spaces, or cut with an ellipsis. */
export function fit(text: string, columns: number, align: "left" | "right" = "left"): string {
  if (columns < 1) return "";
  const width = widthOf(text);
  if (width <= columns) {
    const fill = " ".repeat(columns - width);
    return align === "left" ? text + fill : fill + text;
  }
  let cut = "";
  let taken = 0;
  for (const { segment } of segmenter.segment(text)) {
    taken += widthOf(segment);
    if (taken > columns - 1) break;
    cut += segment;
  }
  return fit(`${cut}…`, columns, align);
}
