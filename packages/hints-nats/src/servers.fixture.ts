import { missingNatsServer, startNatsServer, type TestServer } from "./nats-server.fixture.ts";
import { startStandInServer } from "./stand-in-server.fixture.ts";

interface ServerKind {
  readonly name: string;
  /** Why there is none here. */
  readonly missing?: string | undefined;
  readonly start: () => Promise<TestServer>;
}

/** What the tests run against. The stand-in is always there, the real one decides. */
export const servers: readonly ServerKind[] = [
  { name: "nats-server", missing: missingNatsServer(), start: startNatsServer },
  { name: "a stand-in", start: startStandInServer },
];

for (const { name, missing } of servers) {
  if (missing !== undefined) console.log(`Tests against ${name} are skipped: ${missing}`);
}
