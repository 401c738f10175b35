// A process of its own around a store: creates a user for each message, which
// is an email. With "forever" as an argument it creates users until it is
// killed, sixteen at a time, and tells of each once it is acknowledged.
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { newUser } from "./samples.fixture.ts";
import { createSqliteStore } from "./user-store.ts";

const [path = "", mode, prefix] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.migrate();

if (mode === "forever") {
  // Whoever is killed writes nothing at its exit.
  flushCompileCache();
  await Promise.all(Array.from({ length: 16 }, (_, i) => createForever(`${prefix}-${i}`)));
} else {
  process.on("message", answer);
  process.send?.("ready");
}

async function createForever(name: string): Promise<never> {
  for (let i = 0; ; i += 1) {
    const [outcome] = await store.insert([newUser(`${name}-${i}@example.com`)]);
    if (outcome?.kind !== "created") throw new Error(`unexpected outcome ${outcome?.kind}`);
    // Synchronous: what was told is told, even if the process dies right after.
    writeSync(1, `${outcome.user.id} ${outcome.user.email}\n`);
  }
}

async function answer(email: unknown): Promise<void> {
  const [outcome] = await store.insert([newUser(String(email))]);
  process.send?.(outcome?.kind);
}
