import { type Middleware, ServiceError } from "@org/user-core";
import { expect, it } from "vitest";
import { startBreakingServer } from "./breaking-server.fixture.ts";
import { runCommand, startCommand } from "./command.fixture.ts";

const gone = new ServiceError("UNAVAILABLE", "Gone for now");

/** Refuses watches, or breaks the first that it lets through, as each by its number from 1 has it. */
function watches(act: (watch: number, proceed: () => Promise<void>) => Promise<void>): Middleware {
  let count = 0;
  return (call, proceed) => {
    if (!call.method.name.startsWith("Watch")) return proceed();
    count += 1;
    return act(count, proceed);
  };
}

const ways = [
  ...[["watch"], ["watch", "1"], ["watch", "user1@example.com"], ["export", "--follow"]],
  ...[
    ["watch", "--protocol", "grpc"],
    ["watch", "1", "--protocol", "grpc"],
  ],
].map((args) => [args] as const);

it.each(ways)("%j fails at once where it has never watched", async (args) => {
  const refuse = watches(() => Promise.reject(gone));
  using server = await startBreakingServer(1, refuse);
  const { code, stderr } = await runCommand(args, { server });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^user-server: Gone for now; .*See --address\n$/),
  });
});

it.each(ways)("%j fails at once where nobody is", async (args) => {
  const server = { address: "127.0.0.1:1" };
  expect(await runCommand(args, { server })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^user-server: The server can't be reached; .*See --address\n$/),
  });
});

it.each(ways)(
  "%j says that it watches, that it was interrupted, and once that it watches again",
  async (args) => {
    const broken = Promise.withResolvers<never>();
    using server = await startBreakingServer(
      1,
      watches(async (watch, proceed) => {
        if (watch === 2) throw gone;
        await (watch === 1 ? Promise.race([proceed(), broken.promise]) : proceed());
      }),
    );
    const watch = startCommand(args, { server });
    await watch.printed("stderr", "watching\n");
    broken.reject(gone);
    await watch.printed("stderr", "watching again");
    watch.child.kill("SIGINT");
    const { code, stderr } = await watch.exited;
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^user-server: watching\n(user-server: Gone for now; .*; again in \d\.\d s\n){2}user-server: watching again\n/,
    );
    expect(stderr.split("watching again")).toHaveLength(2);
  },
);
