// A Worker: the user service over the memory store, on the fetch API alone.
import {
  type Call,
  createHealthService,
  createMemoryStore,
  createReadiness,
  createUserService,
  createWebCryptoHasher,
  type Middleware,
} from "@org/user-core";
import { createFetchHandler } from "./create-fetch-handler.ts";

/** Ends by its deadline only: what a call in trouble does. */
const hang: Middleware = async (call: Call, proceed) => {
  if (call.requestHeaders.get("x-hang") === null) return proceed();
  await new Promise<never>((_resolve, reject) => {
    call.signal.addEventListener("abort", () => reject(call.signal.reason), { once: true });
  });
};

let inFlight = 0;

/** Tells in `x-in-flight` how many other calls have not ended. */
const countCalls: Middleware = async (call, proceed) => {
  call.responseHeaders.set("x-in-flight", String(inFlight));
  inFlight += 1;
  await proceed().finally(() => {
    inFlight -= 1;
  });
};

const { services } = createUserService({
  store: createMemoryStore(),
  // As much as WebCrypto does there.
  hasher: createWebCryptoHasher({ iterations: 100_000 }),
  middleware: [countCalls, hang],
});

const readiness = createReadiness({ check: async () => {} });
const health = createHealthService({ services, readiness, intervalMs: 100 });

export default {
  fetch: createFetchHandler({
    services: [...services, health],
    cors: { origins: ["https://app.example.com"] },
  }),
};
