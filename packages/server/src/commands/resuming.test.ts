import { type Middleware, ServiceError } from "@org/user-core";
import { expect, it } from "vitest";
import { startBreakingServer } from "./breaking-server.fixture.ts";
import { startCommand } from "./command.fixture.ts";

function refuseFirstWatch(): Middleware {
  let watches = 0;
  return async (call, proceed) => {
    if (call.method.name.startsWith("Watch")) watches += 1;
    if (watches === 1) throw new ServiceError("UNAVAILABLE", "Gone for now");
    await proceed();
  };
}

it.each([[["watch"]], [["watch", "1"]], [["export", "--follow"]]])(
  "%j says that it was interrupted, and once that it watches again",
  async (args) => {
    using server = await startBreakingServer(1, refuseFirstWatch());
    const watch = startCommand(args, { server });
    await watch.printed("stderr", "watching again");
    watch.child.kill("SIGINT");
    const { code, stderr } = await watch.exited;
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^user-server: Gone for now; .*; again in \d\.\d s\nuser-server: watching again\n/,
    );
    expect(stderr.split("watching again")).toHaveLength(2);
  },
);
