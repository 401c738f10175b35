import { describe, expect, it } from "vitest";
import { invalidPassword, password } from "./password.ts";
import { invalidPasswordHash, passwordHash } from "./password-hash.ts";
import { answerOf, holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";
import { invalidRequestId, requestId } from "./request-id.ts";
import { user } from "./user.ts";
import { invalidUserName, userName } from "./user-name.ts";

const ada = { email: "ada@example.com", name: "Ada" };
const refused = (field: string) => ({
  code: "INVALID_ARGUMENT",
  reason: "INVALID_REQUEST",
  fields: [field],
});
const create = (fields: object) => answerOf(newService().createUser({ ...ada, ...fields }));

describe("names", { timeout: propertyTimeoutMs }, () => {
  it("are accepted and stored as they are", async () => {
    await holds(userName(), async (name) => {
      const created = await newService().createUser({ ...ada, name });
      expect(created.name).toBe(name);
    });
  });

  it("that are none are refused by name", async () => {
    await holds(invalidUserName({ carriedBy: "memory" }), async ({ value }) => {
      expect(await create({ name: value })).toEqual(refused("name"));
    });
  });
});

describe("passwords", { timeout: propertyTimeoutMs }, () => {
  it("are accepted, and the same when a request is sent again", async () => {
    await holds(password(), async (text) => {
      const users = newService();
      const request = { ...ada, password: text, requestId: crypto.randomUUID() };
      const created = await users.createUser(request);
      expect(await users.createUser(request)).toEqual(created);
    });
  });

  it("that are none are refused by name", async () => {
    await holds(invalidPassword({ carriedBy: "memory" }), async ({ value }) => {
      expect(await create({ password: value })).toEqual(refused("password"));
    });
  });
});

describe("password hashes", { timeout: propertyTimeoutMs }, () => {
  it("are accepted", async () => {
    await holds(passwordHash(), async (hash) => {
      expect(await create({ passwordHash: hash })).toMatchObject({ code: "OK" });
    });
  });

  it("that are none are refused by name", async () => {
    await holds(invalidPasswordHash(), async ({ value }) => {
      expect(await create({ passwordHash: value })).toEqual(refused("password_hash"));
    });
  });
});

describe("request ids", { timeout: propertyTimeoutMs }, () => {
  it("are accepted, and the same in either case", async () => {
    await holds(requestId(), async (id) => {
      const users = newService();
      const created = await users.createUser({ ...ada, requestId: id });
      expect(await users.createUser({ ...ada, requestId: id.toUpperCase() })).toEqual(created);
      expect(await users.createUser({ ...ada, requestId: id.toLowerCase() })).toEqual(created);
    });
  });

  it("that are none are refused by name", async () => {
    await holds(invalidRequestId(), async ({ value }) => {
      expect(await create({ requestId: value })).toEqual(refused("request_id"));
    });
  });
});

describe("users", { timeout: propertyTimeoutMs }, () => {
  it("are as the service makes them", async () => {
    await holds(user(), async ({ id, email, name, isActive, createdAt, updatedAt, revision }) => {
      expect(await newService().createUser({ email, name })).toMatchObject({ email, name });
      expect(id).toBeGreaterThan(0);
      expect(createdAt <= updatedAt).toBe(true);
      if (revision === 1n)
        expect({ isActive, updatedAt }).toEqual({ isActive: true, updatedAt: createdAt });
      else expect(revision).toBeGreaterThan(1n);
    });
  });
});
