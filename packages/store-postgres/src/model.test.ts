import { userServiceModel } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { onPostgresInProcess } from "./in-process.fixture.ts";
import { oneAfterAnother } from "./one-after-another.fixture.ts";

const { serve, createStore } = onPostgresInProcess(useCluster());

// At its end it deletes several users at once, and expects the log in that order.
userServiceModel("in process, on PostgreSQL", {
  serve,
  createStore: async () => oneAfterAnother(await createStore()),
});
