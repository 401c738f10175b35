import { expect, it } from "vitest";
import { durable } from "./durable.ts";
import {
  create,
  created,
  createdAs,
  deleted,
  found,
  renamed,
  runOf,
  update,
  user,
} from "./sample-run.fixture.ts";

const asked = create("a", "ada", 1, createdAs(1, "ada"));

it("accepts what was acknowledged and is there, or was deleted later", () => {
  expect(found(durable, runOf([created(1, "ada")], { attempts: [asked] }))).toEqual([]);
  expect(found(durable, runOf([created(1, "ada"), deleted(1, 2)], { attempts: [asked] }))).toEqual(
    [],
  );
});

it("accepts what nobody was told of, there or not", () => {
  const unknown = create("a", "ada", 1, { is: "unknown", code: "UNAVAILABLE", reason: "" });
  expect(found(durable, runOf([], { attempts: [unknown] }))).toEqual([]);
  expect(found(durable, runOf([created(1, "ada")], { attempts: [unknown] }))).toEqual([]);
});

it("refuses an acknowledged user, update or deletion that is lost", () => {
  expect(found(durable, runOf([], { attempts: [asked] }))).toEqual(["a: user 1, ada, is lost"]);
  const log = [created(1, "ada")];
  const result = { is: "updated", user: user(1, "eve", { revision: 2 }) } as const;
  const renaming = update("u", { userId: 1, fields: { name: "eve" }, at: 3 }, result);
  expect(found(durable, runOf(log, { attempts: [asked, renaming] }))).toHaveLength(1);
  const write = { op: "delete", userId: 1 } as const;
  const deleting = { id: "d", start: 3, end: 4, write, result: { is: "deleted" } } as const;
  expect(found(durable, runOf(log, { attempts: [asked, deleting] }))).toEqual([
    "d: user 1 was deleted, and is not",
  ]);
});

it("refuses a user that is gone without a deletion, or was never asked for", () => {
  const log = [created(1, "ada")];
  expect(found(durable, runOf(log, { attempts: [asked], users: [] }))).toEqual([
    "user 1 is gone without a deletion",
  ]);
  expect(found(durable, runOf(log))).toEqual(["user 1, ada, is nobody's"]);
});

it("refuses a refused update that is there all the same", () => {
  const refused = { is: "refused", code: "ABORTED", reason: "REVISION_MISMATCH" } as const;
  const renaming = update("u", { userId: 1, fields: { name: "eve" }, at: 3 }, refused);
  const log = [created(1, "ada"), renamed(1, 2, ["ada", "eve"])];
  expect(found(durable, runOf(log, { attempts: [asked, renaming] }))).toEqual([
    "u: was refused, and is in the log",
  ]);
});

it("refuses an answer to a batch that leaves an entry out", () => {
  const short = create("a", "ada", 1, { is: "created", entries: [] });
  expect(found(durable, runOf([created(1, "ada")], { attempts: [short] }))).toHaveLength(1);
});
