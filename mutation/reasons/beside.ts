import type { Reasons } from "./reason.ts";

/** The survivors of what is beside them that somebody has looked at. */
export const besideReasons: Reasons = {
  "base64.ts": [
    {
      line: 'return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");',
      changes: ["/=+$/ → /=+/"],
      kind: "equivalent",
      why: "Padding is at the end and nowhere else.",
    },
  ],
  "copy-text.ts": [
    {
      line: "return part.length === text.length ? text : copyText(part);",
      changes: ["part.length === text.length → false"],
      kind: "performance",
      why: "A copy is the same text; the line spares it where nothing was cut.",
    },
  ],
};
