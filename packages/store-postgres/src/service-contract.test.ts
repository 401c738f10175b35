import { userServiceContract } from "@org/user-testing/contracts";
import { useCluster } from "./cluster.fixture.ts";
import { onPostgresInProcess } from "./in-process.fixture.ts";

userServiceContract("on PostgreSQL, in process", onPostgresInProcess(useCluster()));
