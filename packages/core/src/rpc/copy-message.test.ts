import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  EnumDescriptorProto_EnumReservedRangeSchema,
  FieldMaskSchema,
  StructSchema,
  TimestampSchema,
} from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";
import {
  ListUsersResponseSchema,
  UpdateUserRequestSchema,
  UserSchema,
} from "../gen/userservice/v1/user_service_pb.ts";
import { messageCopier } from "./copy-message.ts";

it("copies messages of scalars and of lists, all the way down", () => {
  const user = create(UserSchema, { id: 7, name: "Ada", revision: 3n });
  const copyOfUser = messageCopier(UserSchema)(user);
  expect(copyOfUser).toEqual(user);
  expect(copyOfUser).not.toBe(user);
  const page = create(ListUsersResponseSchema, { users: [user], total: 1 });
  const copy = messageCopier(ListUsersResponseSchema)(page);
  expect(copy).toEqual(page);
  page.users.push(create(UserSchema, { id: 8 }));
  user.name = "Grace";
  expect(copy).toMatchObject({ users: [{ id: 7, name: "Ada" }] });
});

it("copies lists of scalars", () => {
  const mask = create(FieldMaskSchema, { paths: ["name"] });
  const copy = messageCopier(FieldMaskSchema)(mask);
  mask.paths.push("email");
  expect(copy).toMatchObject({ paths: ["name"] });
});

it("copies messages in messages, bytes, maps and oneofs", () => {
  const request = create(UpdateUserRequestSchema, { user: { id: 7 }, expectedRevision: 3n });
  const copy = messageCopier(UpdateUserRequestSchema)(request);
  expect(copy).toEqual(request);
  if (request.user) request.user.id = 8;
  expect(copy).toMatchObject({ user: { id: 7 } });

  const status = create(StatusSchema, { details: [{ value: new Uint8Array([1]) }] });
  const copyOfStatus = messageCopier(StatusSchema)(status);
  const [detail] = status.details;
  if (detail) detail.value[0] = 2;
  expect(copyOfStatus).toMatchObject({ details: [{ value: new Uint8Array([1]) }] });

  const struct = create(StructSchema, {
    fields: { a: { kind: { case: "listValue", value: { values: [] } } } },
  });
  const copyOfStruct = messageCopier(StructSchema)(struct);
  expect(copyOfStruct).toEqual(struct);
  Reflect.deleteProperty(struct.fields, "a");
  expect(copyOfStruct).toMatchObject({ fields: { a: {} } });
});

it("keeps the unknown fields of a newer sender", () => {
  // A field 100 that this version does not have.
  const bytes = new Uint8Array([
    ...toBinary(UserSchema, create(UserSchema, { id: 7 })),
    0xa0,
    6,
    1,
  ]);
  const copy = messageCopier(UserSchema)(fromBinary(UserSchema, bytes));
  expect(toBinary(UserSchema, copy as ReturnType<typeof create<typeof UserSchema>>)).toEqual(bytes);
  const page = fromBinary(ListUsersResponseSchema, new Uint8Array([0xa0, 6, 1]));
  const copyOfPage = messageCopier(ListUsersResponseSchema)(page);
  expect(copyOfPage.$unknown).toEqual(page.$unknown);
  expect(copyOfPage.$unknown).not.toBe(page.$unknown);
});

it("keeps the defaults of a proto2 message, which lie on its prototype", () => {
  const range = create(EnumDescriptorProto_EnumReservedRangeSchema, { end: 7 });
  const copy = messageCopier(EnumDescriptorProto_EnumReservedRangeSchema)(range);
  expect(copy).toEqual(range);
  expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(range));
  expect(copy).toMatchObject({ start: 0, end: 7 });
});

it("makes one copier for each type", () => {
  expect(messageCopier(TimestampSchema)).toBe(messageCopier(TimestampSchema));
});
