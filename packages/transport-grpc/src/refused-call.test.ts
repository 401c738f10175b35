import { createMemoryStore, createUserService, ServiceError, UserService } from "@org/user-core";
import { failureOf } from "@org/user-testing";
import { expect, it, onTestFinished } from "vitest";
import { createGrpcClient } from "./client.ts";
import { startServer } from "./serve.fixture.ts";
import { serverOptions } from "./server-options.ts";

const busy = new ServiceError("RESOURCE_EXHAUSTED", "The server is busy", {
  reason: "OVERLOADED",
  retryAfterMs: 100,
});

it.each([
  ["with the interceptor", serverOptions()],
  ["without it", {}],
])(
  "a unary call that is not admitted fails before any middleware, a stream does not: %s",
  async (_way, options) => {
    const { services } = createUserService({
      store: createMemoryStore(),
      middleware: [() => Promise.reject(new ServiceError("UNAUTHENTICATED", "no middleware ran"))],
      admit: () => busy,
    });
    const { port, server } = await startServer(services, options);
    onTestFinished(() => server.forceShutdown());
    const users = createGrpcClient(`127.0.0.1:${port}`, UserService);
    onTestFinished(users.close);
    const { code, message, reason, retryAfterMs } = busy;
    // Hundreds on one connection: those refused do not count against the next.
    for (let burst = 0; burst < 6; burst += 1) {
      const refused = Array.from({ length: 50 }, () => failureOf(users.getUser({ userId: 1 })));
      for (const error of await Promise.all(refused)) {
        expect(error).toMatchObject({ code, message, reason, retryAfterMs });
      }
    }
    const watch = users.watchUserUpdates({ userId: 1 })[Symbol.asyncIterator]();
    expect(await failureOf(watch.next())).toMatchObject({ code: "UNAUTHENTICATED" });
  },
);
