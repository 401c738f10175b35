import { create } from "@bufbuild/protobuf";
import { type Client, ServiceError, UserSchema, UserService } from "@org/user-core";
import { collect, failureOf, streamOf } from "@org/user-testing";
import { type Serve, serveHandlers } from "@org/user-testing/contracts";
import { describe, expect, it } from "vitest";
import { createConnectClient } from "./client.ts";
import { createConnectClient as createNodeClient } from "./node/client.ts";
import { nodeServer, type StartServer } from "./serve.fixture.ts";

const clients: Readonly<Record<string, Connect>> = {
  "on the fetch API": (baseUrl: string) => createConnectClient(UserService, { baseUrl }),
  "on the fetch API, gRPC-Web": (baseUrl: string) =>
    createConnectClient(UserService, { baseUrl, protocol: "grpc-web" }),
  "on Node": (baseUrl: string) => createNodeClient(UserService, { baseUrl }),
};

describe.each(Object.entries(clients))("%s", (name, connect) => {
  const serve = serveWith(nodeServer, connect);

  it("tries a call without side effects again while the service is unavailable", async () => {
    let tries = 0;
    const { users } = await serveHandlers(serve, {
      getUser({ userId }) {
        tries += 1;
        if (tries < 3) throw unavailable();
        return create(UserSchema, { id: userId });
      },
    });
    expect(await users.getUser({ userId: 7 })).toMatchObject({ id: 7 });
    expect(tries).toBe(3);
  });

  it("gives up after four tries, or when the deadline has passed", async () => {
    let tries = 0;
    const { users } = await serveHandlers(serve, {
      getUser() {
        tries += 1;
        throw unavailable();
      },
    });
    expect(await failureOf(users.getUser({ userId: 7 }))).toMatchObject({ code: "UNAVAILABLE" });
    expect(tries).toBe(4);
    const hurried = failureOf(users.getUser({ userId: 7 }, { timeoutMs: 1 }));
    expect(["UNAVAILABLE", "DEADLINE_EXCEEDED"]).toContain((await hurried).code);
  });

  it("tries a call with side effects once", async () => {
    let tries = 0;
    const { users } = await serveHandlers(serve, {
      createUser() {
        tries += 1;
        throw unavailable();
      },
    });
    expect(await failureOf(users.createUser({ name: "A" }))).toMatchObject({ code: "UNAVAILABLE" });
    expect(tries).toBe(1);
  });

  it("is UNAVAILABLE where nobody listens", async () => {
    const users = connect("http://127.0.0.1:1");
    expect(await failureOf(users.createUser({ name: "A" }))).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("sends a stream of requests, or says that its runtime can't", async () => {
    const { users } = await serveHandlers(serve, {
      async *syncUsers(requests) {
        for await (const { userId } of requests) yield create(UserSchema, { id: userId });
      },
    });
    const answers = collect(users.syncUsers(streamOf({ userId: 1 }, { userId: 2 })));
    if (name === "on Node") expect(await answers).toMatchObject([{ id: 1 }, { id: 2 }]);
    else expect(await failureOf(answers)).toMatchObject({ code: "UNIMPLEMENTED" });
  });
});

function unavailable(): ServiceError {
  return new ServiceError("UNAVAILABLE", "not now", { reason: "STORE_UNAVAILABLE" });
}

type Connect = (baseUrl: string) => Client<typeof UserService> & { readonly close?: () => void };

function serveWith(start: StartServer, connect: Connect): Serve {
  return async (services) => {
    const { port, close } = await start(services);
    const users = connect(`http://127.0.0.1:${port}`);
    return {
      users,
      async dispose() {
        users.close?.();
        close();
      },
    };
  };
}
