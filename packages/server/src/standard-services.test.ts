import { Health, ServerReflection } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect/node";
import { createGrpcClient } from "@org/user-transport-grpc";
import { describe, expect, it } from "vitest";
import { failureOf } from "./client.fixture.ts";
import { startServer } from "./server-process.fixture.ts";

const memory = ["--store", "memory:"];
const serving = 1;
const notServing = 2;

describe.each(["connect", "grpc"])("over --transport %s", (transport) => {
  const flags = [...memory, "--transport", transport];

  it("health needs no token, and knows each service by its name", async () => {
    await using server = await startServer([...flags, "--auth-tokens", "one"]);
    const health = createGrpcClient(server.address, Health);
    for (const service of ["", "userservice.v1.UserService", "userservice.UserService"]) {
      expect(await health.check({ service })).toMatchObject({ status: serving });
    }
    expect(await failureOf(health.check({ service: "no.Such" }))).toMatchObject({
      code: "NOT_FOUND",
    });
    health.close();
  });

  it("who watches health is told when the server stops", async () => {
    await using server = await startServer(flags);
    const health = createGrpcClient(server.address, Health);
    const statuses: number[] = [];
    for await (const { status } of health.watch({ service: "" })) {
      statuses.push(status);
      if (status === notServing) break;
      server.kill("SIGTERM");
    }
    expect(statuses).toEqual([serving, notServing]);
    expect(await server.exited).toMatchObject({ code: 0 });
    health.close();
  });

  it("reflection names all services, where it is on", async () => {
    await using server = await startServer(flags);
    expect(await servicesOf(server.address)).toEqual([
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
      "userservice.UserService",
      "userservice.v1.UserService",
    ]);
  });

  it("reflection is off where tokens are set, and needs one where it is asked for", async () => {
    await using off = await startServer([...flags, "--auth-tokens", "one"]);
    const code = "UNIMPLEMENTED";
    expect(await failureOf(servicesOf(off.address))).toMatchObject({ code });
    await using on = await startServer([...flags, "--auth-tokens", "one", "--reflection"]);
    expect(await failureOf(servicesOf(on.address))).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await servicesOf(on.address, "Bearer one")).toHaveLength(5);
  });
});

it("health answers a plain HTTP/1.1 request, as load balancers send", async () => {
  await using server = await startServer(memory);
  const health = createConnectClient(Health, {
    baseUrl: `http://${server.address}`,
    httpVersion: "1.1",
    json: true,
  });
  expect(await health.check({})).toMatchObject({ status: serving });
});

async function servicesOf(address: string, authorization?: string): Promise<string[]> {
  const reflection = createGrpcClient(address, ServerReflection, {
    ...(authorization !== undefined && { headers: { authorization } }),
  });
  async function* ask() {
    yield { messageRequest: { case: "listServices", value: "" } as const };
  }
  try {
    const names: string[] = [];
    for await (const { messageResponse } of reflection.serverReflectionInfo(ask())) {
      if (messageResponse.case !== "listServicesResponse") continue;
      names.push(...messageResponse.value.service.map(({ name }) => name));
    }
    return names;
  } finally {
    reflection.close();
  }
}
