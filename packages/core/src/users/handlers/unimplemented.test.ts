import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";

it("names the RPC that is not implemented yet", async () => {
  const { services } = createUserService({ store: createMemoryStore() });
  const users = createInProcessClient(UserService, services);
  await expect(users.verifyPassword({})).rejects.toMatchObject({
    code: "UNIMPLEMENTED",
    message: "VerifyPassword is not implemented yet",
  });
  const watch = users.watchUsers({})[Symbol.asyncIterator]().next();
  await expect(watch).rejects.toMatchObject({ message: "WatchUsers is not implemented yet" });
});
