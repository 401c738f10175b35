import { expect, it } from "vitest";
import {
  ask,
  askOne,
  extensionOf,
  file,
  filesFor,
  filesOf,
  namesOf,
  notFound,
  type Question,
  symbol,
  userFile,
} from "./ask-reflection.fixture.ts";

it("answers a file with itself first, and its imports that this stream has not had", async () => {
  const [first, again, unversioned] = await ask(
    file("google/protobuf/empty.proto"),
    file(userFile),
    file("userservice/user_service.proto"),
  ).then((responses) => responses.map((response) => namesOf(filesOf(response))));
  expect(first).toEqual(["google/protobuf/empty.proto"]);
  expect(again?.[0]).toBe(userFile);
  expect(again).toContain("google/protobuf/duration.proto");
  expect(again).not.toContain("google/protobuf/empty.proto");
  expect(unversioned).toEqual(["userservice/user_service.proto"]);
  const [asked, askedAgain] = await ask(file(userFile), file(userFile));
  expect(asked && namesOf(filesOf(asked)).length).toBeGreaterThan(1);
  expect(askedAgain && namesOf(filesOf(askedAgain))).toEqual([userFile]);
});

it.each([
  ["service", "userservice.v1.UserService", userFile],
  ["method", "userservice.v1.UserService.GetUser", userFile],
  ["message", "userservice.v1.User", userFile],
  ["field", "userservice.v1.User.is_active", userFile],
  ["message of an import", "google.protobuf.FieldMask", "google/protobuf/field_mask.proto"],
  ["detail of an error", "google.rpc.ErrorInfo", "google/rpc/error_details.proto"],
  ["nested message", "shop.Cart.Line", "shop/shop.proto"],
  ["oneof", "shop.Cart.content", "shop/shop.proto"],
  ["nested enum", "shop.Cart.Size", "shop/shop.proto"],
  ["enum value", "shop.Cart.SIZE_SMALL", "shop/shop.proto"],
  ["enum value named inside its enum", "shop.Cart.Size.SIZE_SMALL", "shop/shop.proto"],
  ["extension", "shop.flag", "shop/shop.proto"],
  ["nested extension", "shop.Cart.nested_flag", "shop/shop.proto"],
  ["reflection", "grpc.reflection.v1.ServerReflection", "grpc/reflection/v1/reflection.proto"],
])("finds the file of a symbol: %s", async (_, name, fileName) => {
  expect(namesOf(await filesFor(symbol(name)))[0]).toBe(fileName);
});

it("finds the file of an extension, and the numbers of a type's extensions in order", async () => {
  const files = await filesFor(extensionOf("google.protobuf.MethodOptions", 50_002));
  expect(namesOf(files)).toEqual(["shop/shop.proto", "google/protobuf/descriptor.proto"]);
  const numbers = await askOne({
    case: "allExtensionNumbersOfType",
    value: "google.protobuf.MethodOptions",
  });
  expect(numbers).toMatchObject({
    case: "allExtensionNumbersResponse",
    value: {
      baseTypeName: "google.protobuf.MethodOptions",
      extensionNumber: [9_999, 50_001, 50_002],
    },
  });
});

it("a type without extensions has no numbers", async () => {
  const answer = await askOne({ case: "allExtensionNumbersOfType", value: "shop.Cart.Line" });
  expect(answer).toMatchObject({ value: { baseTypeName: "shop.Cart.Line", extensionNumber: [] } });
});

it.each<[string, Question]>([
  ["file", file("userservice/v2/user_service.proto")],
  ["symbol", symbol("userservice.v1.Nobody")],
  ["extension", extensionOf("google.protobuf.MethodOptions", 1)],
  ["extended type", extensionOf("shop.Nothing", 1)],
  ["type", { case: "allExtensionNumbersOfType", value: "shop.Shop" }],
])("an unknown %s is an answer, not the end of the stream", async (_, question) => {
  const [missing, found] = await ask(question, file(userFile));
  expect(missing).toMatchObject({ validHost: "h", messageResponse: notFound });
  expect(missing?.originalRequest?.messageRequest).toMatchObject(question ?? {});
  expect(found && namesOf(filesOf(found))[0]).toBe(userFile);
});

it("a request that asks nothing is answered with INVALID_ARGUMENT", async () => {
  expect(await askOne({ case: undefined })).toMatchObject({
    case: "errorResponse",
    value: { errorCode: 3 },
  });
});
