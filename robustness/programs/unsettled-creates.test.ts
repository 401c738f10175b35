import { expect, it } from "vitest";
import type { WriteResult, WriterRecord } from "../history/records.ts";
import { unsettledCreates } from "./unsettled-creates.ts";

const unknown: WriteResult = { is: "unknown", code: "UNAVAILABLE", reason: "" };
const refused: WriteResult = { is: "refused", code: "ALREADY_EXISTS", reason: "EMAIL_TAKEN" };

function attempt(id: string, requestId: string): WriterRecord {
  const entries = [{ requestId, name: requestId, email: `${requestId}@example.com` }];
  return { kind: "attempt", id, start: 1, write: { op: "create", entries, isBatch: false } };
}

function outcome(id: string, result: WriteResult): WriterRecord {
  return { kind: "outcome", id, end: 2, result };
}

it("gives creates whose last attempt has no outcome, or an unknown one, each once", () => {
  const records = [
    ...[
      attempt("1", "settled"),
      outcome("1", unknown),
      attempt("2", "settled"),
      outcome("2", refused),
    ],
    ...[attempt("3", "lost"), outcome("3", unknown), attempt("4", "lost"), outcome("4", unknown)],
    attempt("5", "killed"),
  ];
  const names = unsettledCreates(records).map(({ entries }) => entries[0]?.name);
  expect(names).toEqual(["lost", "killed"]);
});
