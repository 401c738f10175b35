import { createMemoryStore } from "@org/user-core";
import { userStoreContract } from "./store-contract/index.ts";

userStoreContract("memory", async () => ({ store: createMemoryStore() }));
