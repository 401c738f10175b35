import { createMemoryStore, type HintCarrier, type UserStore, withHints } from "@org/user-core";
import { userStoreContract } from "./store-contract/index.ts";

/** A broker by hand: every carrier on it is called back for what any of them sends, itself too. */
function createBroker(): () => HintCarrier {
  const listeners = new Set<{ readonly call: () => void }>();
  return () => ({
    send() {
      for (const listener of listeners) listener.call();
    },
    onHint(call) {
      const listener = { call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {},
  });
}

/** The store as an object of a class: nothing of it is its own, and its methods insist on their `this`. */
function asOfAClass(store: UserStore): UserStore {
  const proxy: UserStore = new Proxy(store, {
    ownKeys: () => [],
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return function call(this: unknown, ...args: unknown[]): unknown {
        if (this !== proxy) throw new TypeError("A method was torn off its store");
        return Reflect.apply(method, target, args);
      };
    },
  });
  return proxy;
}

userStoreContract("memory, of a class, with hints", async () => ({
  store: withHints(asOfAClass(createMemoryStore()), createBroker()()),
}));

/** Opens the data once more: a store that closes by itself, and tells of no new events. */
function openQuietly(data: UserStore): UserStore {
  const ended = createMemoryStore();
  let current = data;
  return new Proxy(data, {
    get(_target, name): unknown {
      if (name === "onHint") return () => () => {};
      if (name !== "close") return Reflect.get(current, name);
      return () => {
        current = ended;
        return ended.close();
      };
    },
  });
}

// Every hint that its tests wait for comes over the carrier.
userStoreContract("memory, shared, with hints of a carrier alone", async () => {
  const data = createMemoryStore();
  const join = createBroker();
  const openAnother = () => withHints(openQuietly(data), join());
  return { store: openAnother(), openAnother };
});
