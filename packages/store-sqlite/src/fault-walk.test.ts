import { faultWalk } from "@org/user-testing/contracts";
import { onSqliteInProcess } from "./in-process.fixture.ts";

faultWalk("SQLite, in process", onSqliteInProcess);
