import { expect, it } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { ServiceError } from "../rpc/service-error.ts";
import { createMemoryStore } from "./memory-store.ts";
import {
  type BoundUserService,
  createUserService,
  type UserServiceOptions,
} from "./user-service.ts";

/** Makes a service from what the compiler would refuse. */
function createFrom(options: object): BoundUserService {
  return Reflect.apply(createUserService, undefined, [options]);
}

it.each(["midleware", "toString", "pollInterval"])(
  "an option that there is not, %s, is told at once",
  (name) => {
    const wrong = { store: createMemoryStore(), [name]: [] };
    expect(() => createFrom(wrong)).toThrow(
      new TypeError(`createUserService has no option ${name}`),
    );
  },
);

it("a service without a store is refused at once, not at its first call", () => {
  for (const options of [{}, { store: undefined }]) {
    expect(() => createFrom(options)).toThrow(new TypeError("createUserService needs a store"));
  }
});

it("every option is taken, also one that is undefined", () => {
  const options: Required<{ [name in keyof UserServiceOptions]: unknown }> = {
    store: createMemoryStore(),
    hasher: undefined,
    attempts: undefined,
    now: undefined,
    pollIntervalMs: undefined,
    middleware: undefined,
    admit: undefined,
    unaryTimeoutMs: undefined,
    requestIdleMs: undefined,
    secretsOf: undefined,
  };
  expect(() => createFrom(options)).not.toThrow();
});

it("withholds what is secret also where secretsOf was left undefined", async () => {
  const store = createMemoryStore();
  const password = "correct horse battery";
  store.insert = () => Promise.reject(new ServiceError("UNAVAILABLE", `not ${password}`));
  const service = createFrom({ store, secretsOf: undefined });
  const users = createInProcessClient(UserService, service.services);
  const created = users.createUser({ email: "ada@example.com", name: "Ada", password });
  await expect(created).rejects.toMatchObject({ message: expect.not.stringContaining(password) });
});
