import type { Write, WriterRecord } from "../history/records.ts";

/** Creates of whose last attempt nothing is known, each with what it asked for. */
export function unsettledCreates(
  records: readonly WriterRecord[],
): readonly Extract<Write, { op: "create" }>[] {
  const outcomes = new Map(
    records.flatMap((record) => (record.kind === "outcome" ? [[record.id, record.result]] : [])),
  );
  const unsettled = new Map<string, Extract<Write, { op: "create" }>>();
  for (const record of records) {
    if (record.kind !== "attempt" || record.write.op !== "create") continue;
    const key = record.write.entries.map(({ requestId }) => requestId).join();
    const result = outcomes.get(record.id);
    if (result === undefined || result.is === "unknown") unsettled.set(key, record.write);
    else unsettled.delete(key);
  }
  return [...unsettled.values()];
}
