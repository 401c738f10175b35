import type { RememberedRequest } from "@org/user-core";
import type { Database } from "./database.ts";
import { requestOf, textOf } from "./rows.ts";
import { statement } from "./statement.ts";

const select = statement(
  "find_requests",
  (s) => `
    SELECT request_id, user_id, email, name, password_hash FROM ${s}.requests
    WHERE request_id = ANY (ARRAY(SELECT json_array_elements_text($1::json)))`,
);

/** What the first calls with these request ids stored, by request id. */
export async function findRequests(
  database: Database,
  requestIds: readonly string[],
): Promise<Map<string, RememberedRequest>> {
  const rows = await database.read(select, [JSON.stringify(requestIds)]);
  return new Map(rows.map((row) => [textOf(row.request_id), requestOf(row)]));
}
