import { createFakeUserService } from "@org/user-testing";
import { expect, it } from "vitest";
import { inviteTeam } from "./invite-team.ts";

const ada = { email: "ada@example.com", name: "Ada", requestId: crypto.randomUUID() };
const bob = { email: "bob@example.com", name: "Bob", requestId: crypto.randomUUID() };

it("invites whoever is not there, and goes on after a bad address", async () => {
  const { users } = await createFakeUserService({ users: [ada] });
  const nobody = { ...bob, email: "nobody" };
  const outcomes = await inviteTeam(users, [ada, nobody, bob], async () => {});
  expect(outcomes).toEqual(["already there", "not a valid address", "invited"]);
  expect(await users.getUserByEmail({ email: bob.email })).toMatchObject({ name: "Bob" });
});

it("waits as long as it is told while the directory is unavailable", async () => {
  const fake = await createFakeUserService();
  fake.failNext("createUser", "UNAVAILABLE", { times: 2 });
  const waits: number[] = [];
  const outcomes = await inviteTeam(fake.users, [ada], async (ms) => void waits.push(ms));
  expect(outcomes).toEqual(["invited"]);
  expect(waits).toEqual([1_000, 1_000]);
});

it("invites once although the answer was lost", async () => {
  const fake = await createFakeUserService();
  fake.breakNext("createUser", 1, "UNAVAILABLE");
  expect(await inviteTeam(fake.users, [ada], async () => {})).toEqual(["invited"]);
  expect(await fake.users.listUsers({})).toMatchObject({ total: 1 });
  expect(fake.callsTo("createUser").map(({ status }) => status)).toEqual(["UNAVAILABLE", "OK"]);
});

it("gives up after three tries", async () => {
  const fake = await createFakeUserService();
  fake.failNext("createUser", "UNAVAILABLE", { times: Number.POSITIVE_INFINITY });
  const invited = inviteTeam(fake.users, [ada], async () => {});
  await expect(invited).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(fake.calls).toHaveLength(3);
});
