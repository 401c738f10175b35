import {
  createInProcessClient,
  createUserService,
  createWebCryptoHasher,
  isServiceError,
  logCalls,
  UserService,
} from "@org/user-core";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ServiceFactory } from "../service-contract/context.ts";
import { canaries } from "./canaries.ts";
import { everyMiddleware, failingLayers, type Layers, shownInLog } from "./layers.ts";
import { adasEmail } from "./leak-calls.ts";
import { createLeakProbe, type LeakProbe } from "./probe.ts";
import { driverText } from "./quoting-store.ts";

/**
 * That nothing leaks, as tests for vitest, over any transport and any store: a
 * canary password, its hash, an imported hash, a token and a JSON Web Token go
 * through every RPC and every middleware, with each part of the service failing
 * in turn and quoting what it was given. No answer, header, trailer, error, log
 * record, watch or token holds one of them; no answer holds a driver's words.
 *
 * @example
 * leakContract("over my transport", { serve, createStore });
 */
export function leakContract(name: string, factory: ServiceFactory): void {
  describe(`nothing leaks ${name}`, () => {
    it("of what every RPC is given, where all goes well", async () => {
      const { probe } = await drive(factory, {});
      expect(probe.found()).toEqual([]);
      // It has looked: at answers, refusals, the log, and the watched change of a password.
      for (const text of ["Email already registered", "TOKEN_INVALID", "messagesSent"]) {
        expect(probe.saw(text)).toBe(true);
      }
      await expect.poll(() => probe.saw("field: 'password'")).toBe(true);
    });

    const ofService = failingLayers.filter(([name]) => name.includes("service error"));
    it.each(ofService)("of %s", async (_name, layers) => {
      const { probe } = await drive(factory, layers);
      expect(probe.found()).toEqual([]);
      // It has been tried: something was quoted.
      expect(probe.saw(shownInLog)).toBe(true);
    });

    const ofDrivers = failingLayers.filter((each) => !ofService.includes(each));
    it.each(ofDrivers)("of %s, and to no client its words", async (_name, layers) => {
      const { probe, client } = await drive(factory, layers);
      expect(probe.found()).toEqual([]);
      // A log that fails has nothing to quote.
      expect(probe.saw(layers.onRecord ? "Internal error" : shownInLog)).toBe(true);
      expect(client.saw("Internal error")).toBe(true);
      expect(client.saw(driverText)).toBe(false);
    });
  });
}

/** All that somebody sees, in the log too, and what of it clients of any transport see. */
interface Driven {
  readonly probe: LeakProbe;
  readonly client: LeakProbe;
}

/** Drives everything through a service of these layers. */
async function drive({ serve, createStore }: ServiceFactory, layers: Layers): Promise<Driven> {
  const probe = createLeakProbe();
  const client = createLeakProbe();
  const store = await createStore();
  onTestFinished(() => store.close());
  const hasher = probe.watchHasher(createWebCryptoHasher({ iterations: 1_000 }));
  const before = createInProcessClient(UserService, createUserService({ store, hasher }).services);
  await before.createUser({ email: adasEmail, name: "Ada", password: canaries.password });
  await before.createUser({ email: "bob@example.com", name: "Bob" });
  const log = logCalls((record) => {
    probe.note("log", record);
    layers.onRecord?.();
  });
  const { services } = createUserService({
    store: layers.store?.(store) ?? store,
    hasher: layers.hasher?.(hasher) ?? hasher,
    middleware: [log, ...everyMiddleware(layers)],
  });
  const { users, dispose } = await serve(services);
  onTestFinished(dispose);
  await probe.drive(users, canaries.bearerToken, (value) => {
    client.note("a client", withoutCause(value));
    return value;
  });
  return { probe, client };
}

/** What clients see of an error whatever carries it: its cause is their own process's. */
function withoutCause(value: unknown): unknown {
  if (!isServiceError(value)) return value;
  const { message, code, reason, metadata, fieldViolations, otherDetails } = value;
  return { message, code, reason, metadata, fieldViolations, otherDetails };
}
