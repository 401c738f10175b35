import { userServiceContract } from "@org/user-testing/contracts";
import { onSqliteInProcess } from "./in-process.fixture.ts";

userServiceContract("on SQLite, in process", onSqliteInProcess);
