import { expect, it } from "vitest";
import { UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../../rpc/in-process-client.ts";
import { createMemoryStore } from "../memory-store.ts";
import { createUserService } from "../user-service.ts";

const { services } = createUserService({ store: createMemoryStore() });
const users = createInProcessClient(UserService, services);

it.each([
  [{ pageSize: -1 }, "page_size: must not be negative"],
  [{ page: -1 }, "page: must not be negative"],
  [{ page: 1, pageToken: "A" }, "page_token: must not be given with a page"],
  [{ pageToken: "A" }, "page_token: is not a token of this service"],
])("answers %j with the fault: %s", async (request, message) => {
  await expect(users.listUsers(request)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message,
  });
});
