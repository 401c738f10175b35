import { expect, it } from "vitest";
import { requestIds } from "./request-ids.ts";
import { create, created, createdAs, found, runOf } from "./sample-run.fixture.ts";

const unknown = { is: "unknown", code: "UNAVAILABLE", reason: "" } as const;
const taken = { is: "refused", code: "ALREADY_EXISTS", reason: "EMAIL_TAKEN" } as const;
const first = create("first", "ada", 1, unknown);
const again = create("again", "ada", 3, createdAs(1, "ada"));
const requests = [["request of ada", 1]] as const;
const log = [created(1, "ada")];

it("accepts a create that was sent again and made one user, or none", () => {
  expect(found(requestIds, runOf(log, { attempts: [first, again], requests }))).toEqual([]);
  const refused = create("again", "ada", 3, taken);
  expect(found(requestIds, runOf([], { attempts: [first, refused] }))).toEqual([]);
});

it("refuses two users of one request", () => {
  const attempts = [create("first", "ada", 1, createdAs(2, "ada")), again];
  const both = runOf([...log, created(2, "ada")], { attempts, requests });
  expect(found(requestIds, both)).toContain("request of ada: made users 1,2");
  expect(found(requestIds, both)).toContain("request of ada: the answers are users 2,1");
});

it("refuses the refusal of a request that has made a user", () => {
  const attempts = [first, create("again", "ada", 3, taken)];
  expect(found(requestIds, runOf(log, { attempts, requests }))).toEqual([
    "request of ada: was refused, and made user 1",
  ]);
});

it("refuses a request that is not remembered, or for another user", () => {
  const attempts = [first, again];
  expect(found(requestIds, runOf(log, { attempts }))).toHaveLength(1);
  expect(
    found(requestIds, runOf(log, { attempts, requests: [["request of ada", 7]] })),
  ).toHaveLength(1);
});
