// A Worker: the user service over the memory store, on the fetch API alone.
import {
  type Call,
  createMemoryStore,
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

const { services } = createUserService({
  store: createMemoryStore(),
  // As much as WebCrypto does there.
  hasher: createWebCryptoHasher({ iterations: 100_000 }),
  middleware: [hang],
});

export default {
  fetch: createFetchHandler({ services, cors: { origins: ["https://app.example.com"] } }),
};
