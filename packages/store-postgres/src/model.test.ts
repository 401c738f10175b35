import { userServiceModel } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { onPostgresInProcess } from "./in-process.fixture.ts";

userServiceModel("in process, on PostgreSQL", onPostgresInProcess(useCluster()));
