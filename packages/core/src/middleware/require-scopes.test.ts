import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { type Principal, ServerCall } from "../rpc/call.ts";
import { userScopes } from "../users/user-scopes.ts";
import { requireScopes, type ScopeTable } from "./require-scopes.ts";

type Method = keyof typeof UserService.method;

/** Why a call is refused; `undefined` if it is not. */
async function refusal(
  table: ScopeTable<typeof UserService>,
  method: Method,
  principal?: Principal,
): Promise<{ reason: string; message: string; metadata: object } | undefined> {
  const call = new ServerCall(UserService.method[method], {
    transport: "test",
    peer: "test",
    requestHeaders: new Headers(),
    deadline: undefined,
  });
  call.principal = principal;
  return requireScopes(table)(call, async () => {}).then(
    () => undefined,
    (error) => error,
  );
}

const methods = UserService.methods.map(({ localName }) => localName as Method);

it("wants users:write of whatever may change something, users:read of the rest", () => {
  for (const { localName, idempotency, methodKind } of UserService.methods) {
    const watches = methodKind === "server_streaming" || localName === "syncUsers";
    const reads = idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS || watches;
    expect([localName, userScopes[localName as Method]]).toEqual([
      localName,
      reads ? "users:read" : "users:write",
    ]);
  }
});

it.each(methods)(
  "lets %s be called with its scope among others, and with no other",
  async (method) => {
    const scope = userScopes[method] ?? "";
    const other = scope === "users:read" ? "users:write" : "users:read";
    const withScopes = (...scopes: string[]) =>
      refusal(userScopes, method, { name: "ada", scopes });
    expect(await withScopes("email", scope)).toBeUndefined();
    for (const scopes of [[], [other], [`${scope} ${other}`], [`${scope}s`], ["users:*"]]) {
      const message = `The scope ${scope} is needed`;
      const error = {
        code: "PERMISSION_DENIED",
        reason: "SCOPE_MISSING",
        message,
        metadata: { scope },
      };
      expect(await withScopes(...scopes)).toMatchObject(error);
    }
    expect(await refusal(userScopes, method, { name: "ada" })).toMatchObject({
      metadata: { scope },
    });
    expect(await refusal(userScopes, method)).toMatchObject({ reason: "TOKEN_MISSING" });
  },
);

it("wants nothing where its row says so", async () => {
  const table = { ...userScopes, verifyPassword: undefined };
  expect(await refusal(table, "verifyPassword")).toBeUndefined();
});

it("does not compile without a row for each RPC, or with one for none", () => {
  const { deleteUser: _, ...rows } = userScopes;
  // @ts-expect-error: a row is missing
  requireScopes<typeof UserService>(rows);
  // @ts-expect-error: there is no such RPC
  requireScopes<typeof UserService>({ ...userScopes, dropUsers: "users:write" });
});
