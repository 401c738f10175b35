import { userStoreContract } from "@org/user-testing/contracts";
import { createEventSourcedStore } from "./event-sourced-store.ts";

const lacks = { pruning: "its log is all it has" };
userStoreContract("event sourced", async () => ({ store: createEventSourcedStore(), lacks }));
