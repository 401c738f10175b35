import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ServiceError } from "@org/user-core";
import { canaries } from "@org/user-testing/contracts";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { logSerializers } from "./log.ts";
import { temporaryFolder } from "./server-process.fixture.ts";

/** The lines that an error leaves, of a logger with the server's serializers. */
function logged(error: unknown): string {
  using folder = temporaryFolder();
  const path = join(folder.path, "log");
  const fd = openSync(path, "w");
  const destination = pino.destination({ fd, sync: true });
  pino({ serializers: logSerializers }, destination).error({ err: error }, "it failed");
  closeSync(fd);
  return readFileSync(path, "utf8");
}

describe("the log of an error", () => {
  it("has the words, the code and the causes of whoever threw it", () => {
    const driver = Object.assign(new Error("disk I/O error"), { errcode: 778 });
    const line = logged(new ServiceError("UNAVAILABLE", "The store fails", { cause: driver }));
    for (const text of ["The store fails", "disk I/O error", "log.test.ts"]) {
      expect(line).toContain(text);
    }
  });

  it.each(["passwordHash", "jwt"] as const)("has no %s in any of them", (name) => {
    const text = `row (1, ${canaries[name]})`;
    const driver = Object.assign(new Error("broken", { cause: new Error(text) }), { detail: text });
    for (const error of [driver, new Error(text), text, new AggregateError([driver], "all")]) {
      const line = logged(error);
      expect(line).toContain("it failed");
      expect(line).not.toContain(canaries[name]);
    }
  });
});
