import { expect, it, vi } from "vitest";
import * as equality from "../equal-bytes.ts";
import { UserService } from "../gen/userservice/v1/user_service_pb.ts";
import { ServerCall } from "../rpc/call.ts";
import { staticTokens } from "./static-tokens.ts";

const tokens = [
  { token: "first-token", principal: { name: "first" } },
  { token: "second-token", principal: { name: "second" } },
];

/** Who is let in with this header; the reason if nobody is. */
function starter(middleware = staticTokens(tokens)) {
  return async (authorization?: string) => {
    const call = new ServerCall(UserService.method.getUser, {
      transport: "test",
      peer: "test",
      requestHeaders: new Headers(authorization === undefined ? {} : { authorization }),
      deadline: undefined,
    });
    const proceed = vi.fn(async () => {});
    const reason = await middleware(call, proceed).then(
      () => undefined,
      ({ code, reason, message }) => [code, reason, message],
    );
    expect(proceed).toHaveBeenCalledTimes(reason === undefined ? 1 : 0);
    return reason ?? call.principal?.name;
  };
}

const invalid = ["UNAUTHENTICATED", "TOKEN_INVALID", "Invalid token"];

it.each([
  [undefined, ["UNAUTHENTICATED", "TOKEN_MISSING", "Missing token"]],
  ["", invalid],
  ["Bearer", invalid],
  ["third-token", invalid],
  ["first-toke", invalid],
  ["first-token2", invalid],
  ["Basic first-token", invalid],
  ["x Bearer first-token", invalid],
  ["first-Bearer token", invalid],
  ["Bearerfirst-token", invalid],
  ["Bearer  first-token", "first"],
  ["bearer second-token", "second"],
  ["second-token", "second"],
])("answers the header %j with %j, also the second time", async (header, answer) => {
  const start = starter();
  expect(await start(header)).toEqual(answer);
  expect(await start(header)).toEqual(answer);
});

it("compares every candidate every time, whichever is right, if any is", async () => {
  const compared = vi.spyOn(equality, "equalBytes");
  for (const token of ["first-token", "second-token", "third-token", "f", "x".repeat(9_000)]) {
    const start = starter();
    for (const _again of [1, 2]) {
      compared.mockClear();
      await start(token);
      expect(compared).toHaveBeenCalledTimes(tokens.length);
      for (const digests of compared.mock.calls) {
        expect(digests.map(({ length }) => length)).toEqual([32, 32]);
      }
    }
  }
});

it("knows its tokens after a thousand spellings of the header", async () => {
  const start = starter();
  for (let spaces = 1; spaces <= 1_002; spaces += 1) {
    expect(await start(`Bearer${" ".repeat(spaces)}second-token`)).toBe("second");
  }
  expect(await start("Bearer first-token")).toBe("first");
});

it("takes the last of two principals with one token", async () => {
  const twice = [...tokens, { token: "first-token", principal: { name: "third" } }];
  expect(await starter(staticTokens(twice))("first-token")).toBe("third");
});

it("refuses to be made with an empty token", () => {
  const empty = { token: "", principal: { name: "nobody" } };
  expect(() => staticTokens([...tokens, empty])).toThrow("A token must not be empty");
  expect(() => staticTokens([])).not.toThrow();
});
