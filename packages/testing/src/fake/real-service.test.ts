import { createInProcessClient, createMemoryStore, UserService } from "@org/user-core";
import { callContract } from "../call-contract/index.ts";
import type { Serve } from "../serve.ts";
import { userServiceContract } from "../service-contract/index.ts";
import { createObserver, observeService } from "./observe-service.ts";
import { createTestClock } from "./test-clock.ts";

// With nothing injected it is the service, and its calls are any transport's.
const serve: Serve = async (services, options) => {
  const observer = createObserver(createTestClock(0));
  const observed = services.map((service) => observeService(service, observer));
  return {
    users: createInProcessClient(UserService, observed, options),
    dispose: async () => {},
  };
};

callContract("of a fake", serve);
userServiceContract("of a fake", { serve, createStore: async () => createMemoryStore() });
