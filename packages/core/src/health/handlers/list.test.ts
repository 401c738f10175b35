import { expect, it } from "vitest";
import { HealthCheckResponse_ServingStatus as ServingStatus } from "../../gen/health/v1/health_pb.ts";
import type { BoundService } from "../../rpc/bind.ts";
import { createMemoryStore } from "../../users/memory-store.ts";
import { createUserService } from "../../users/user-service.ts";
import { startHealth } from "../start-health.fixture.ts";

const { NOT_SERVING } = ServingStatus;

it("List answers with every service's status, the server's under the empty name", async () => {
  const { client, state } = startHealth();
  state.failure = new Error("down");
  const { statuses } = await client.list({});
  expect(Object.entries(statuses).map(([name, { status }]) => [name, status])).toEqual([
    ["", NOT_SERVING],
    ["userservice.v1.UserService", NOT_SERVING],
    ["userservice.UserService", NOT_SERVING],
  ]);
});

it("List fails with RESOURCE_EXHAUSTED over 100 names, and answers with 100", async () => {
  const named = (count: number) => Array.from({ length: count }, (_, i) => renamed(`s.S${i}`));
  const { statuses } = await startHealth({ services: named(99) }).client.list({});
  expect(Object.keys(statuses)).toHaveLength(100);
  await expect(startHealth({ services: named(100) }).client.list({})).rejects.toMatchObject({
    code: "RESOURCE_EXHAUSTED",
  });
});

function renamed(typeName: string): BoundService {
  const [service] = createUserService({ store: createMemoryStore() }).services;
  if (service === undefined) expect.fail("no service");
  return { ...service, descriptor: { ...service.descriptor, typeName } };
}
