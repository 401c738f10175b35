import { userServiceModel } from "@org/user-testing/contracts";
import { onSqliteInProcess } from "./in-process.fixture.ts";

userServiceModel("in process, on SQLite", onSqliteInProcess);
