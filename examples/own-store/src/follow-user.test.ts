import { createFakeUserService } from "@org/user-testing";
import { expect, it } from "vitest";
import { followUser } from "./follow-user.ts";

it("sees every name once, although the stream breaks in between", async () => {
  const fake = await createFakeUserService({ users: [{ email: "ada@example.com", name: "Ada" }] });
  const rename = (name: string) => fake.users.updateUser({ user: { id: 1, name } });
  fake.breakNext("watchUserUpdates", 2, "UNAVAILABLE");
  for (const name of ["B", "C", "D"]) await rename(name);

  const names: string[] = [];
  const following = followUser(fake.users, 1, 1n, (name) => names.push(name));
  await fake.nextCall("watchUserUpdates");
  const again = await fake.nextCall("watchUserUpdates");
  await again.answering;
  await rename("E");
  await fake.users.deleteUser({ userId: 1 });
  await following;
  expect(names).toEqual(["B", "C", "D", "E"]);
  expect(again.requests).toMatchObject([{ afterRevision: 3n }]);
});
