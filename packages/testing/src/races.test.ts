import { createMemoryStore } from "@org/user-core";
import { userServiceRaces } from "./races/index.ts";

userServiceRaces("memory", async () => ({ store: createMemoryStore() }));
