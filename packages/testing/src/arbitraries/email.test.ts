import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentEmails } from "./different-emails.ts";
import { email } from "./email.ts";
import { emailSpellings } from "./email-spellings.ts";
import { invalidEmail } from "./invalid-email.ts";
import { emailOfBytes, localPartOfBytes, longestEmail } from "./longest-email.ts";
import { answerOf, holds, newService, propertyTimeoutMs } from "./real-service.fixture.ts";

const withLocalPartOf65Bytes = localPartOfBytes(65).map((local) => `${local}@a.a`);
const taken = { code: "ALREADY_EXISTS", reason: "EMAIL_TAKEN", fields: [] };
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

describe("emails", { timeout: propertyTimeoutMs }, () => {
  it("are accepted, stored as they are and found again", async () => {
    await holds(email(), async (text) => {
      const users = newService();
      const created = await users.createUser({ email: text, name: "A" });
      expect(created.email).toBe(text);
      expect(await users.getUserByEmail({ email: text })).toEqual(created);
    });
  });

  it("are as long as they may be, and accepted", async () => {
    await holds(longestEmail(), async (text) => {
      const local = text.slice(0, text.lastIndexOf("@"));
      expect([bytesOf(text), bytesOf(local)]).toSatisfy(
        ([all, before]) => all === 254 || before === 64,
      );
      expect((await newService().createUser({ email: text, name: "A" })).email).toBe(text);
    });
  });

  it("are refused one byte past either limit", async () => {
    await holds(fc.oneof(emailOfBytes(255), withLocalPartOf65Bytes), async (text) => {
      const local = text.slice(0, text.lastIndexOf("@"));
      expect([bytesOf(text), bytesOf(local)]).toSatisfy(
        ([all, before]) => all === 255 || before === 65,
      );
      const answer = await answerOf(newService().createUser({ email: text, name: "A" }));
      expect(answer).toMatchObject({ code: "INVALID_ARGUMENT", fields: ["email"] });
    });
  });

  it("that are none are refused by name, whatever is wrong with them", async () => {
    await holds(invalidEmail({ carriedBy: "memory" }), async ({ value }) => {
      const users = newService();
      const refused = { code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST", fields: ["email"] };
      expect(await answerOf(users.createUser({ email: value, name: "A" }))).toEqual(refused);
      expect(await answerOf(users.getUserByEmail({ email: value }))).toEqual(refused);
    });
  });
});

describe("two spellings of one mailbox", { timeout: propertyTimeoutMs }, () => {
  it("collide, in whatever order they come", async () => {
    await holds(emailSpellings(), async ([one, other]) => {
      const users = newService();
      const created = await users.createUser({ email: one, name: "A" });
      expect(await answerOf(users.createUser({ email: other, name: "B" }))).toEqual(taken);
      expect(await users.getUserByEmail({ email: other })).toEqual(created);
    });
  });

  it("are a change of the text only, for the user who has it", async () => {
    await holds(emailSpellings(), async ([one, other]) => {
      const users = newService();
      const { id } = await users.createUser({ email: one, name: "A" });
      const updated = await users.updateUser({ user: { id, email: other } });
      expect(updated.email).toBe(other.trim());
      expect(updated.revision).toBe(one === other.trim() ? 1n : 2n);
      expect(await answerOf(users.createUser({ email: one, name: "B" }))).toEqual(taken);
    });
  });
});

describe("emails that look alike", { timeout: propertyTimeoutMs }, () => {
  it("do not collide if their mailboxes differ", async () => {
    await holds(differentEmails(), async ({ one, other }) => {
      const users = newService();
      const first = await users.createUser({ email: one, name: "A" });
      const second = await users.createUser({ email: other, name: "B" });
      expect(await users.getUserByEmail({ email: one })).toEqual(first);
      expect(await users.getUserByEmail({ email: other })).toEqual(second);
    });
  });
});
