import { create } from "@bufbuild/protobuf";
import { GetUserRequestSchema, UserSchema } from "@org/user-core";
import { expect, it } from "vitest";
import { createCodecs } from "./codec.ts";

const { proto, json } = createCodecs(GetUserRequestSchema, UserSchema);

it("keeps no fields that nobody knows: each would take a hundred times its bytes", () => {
  // Field 100, varint 1.
  const request = proto.parse(Uint8Array.of(8, 7, 0xa0, 6, 1));
  expect(request).toEqual(create(GetUserRequestSchema, { userId: 7 }));
  expect(request.$unknown).toBeUndefined();
  expect(json.parse(Buffer.from('{"userId":7,"unknown":[1]}'))).toEqual(request);
});
