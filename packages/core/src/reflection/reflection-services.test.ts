import { createFileRegistry, type FileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ServerReflection } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as AlphaServerReflection } from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { UserSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import {
  ask,
  askOne,
  collect,
  extensionOf,
  file,
  filesFor,
  namesOf,
  notFound,
  type Question,
  reflection,
  requestsOf,
  services,
  symbol,
} from "./ask-reflection.fixture.ts";
import { createReflectionServices } from "./reflection-services.ts";

/** A registry of what reflection answered and nothing else. */
function registryOf([first, ...others]: readonly FileDescriptorProto[]): FileRegistry {
  if (first === undefined) expect.fail("no file");
  return createFileRegistry(first, (name) => others.find((each) => each.name === name));
}

it("lists all services by name, itself and health among them", async () => {
  const answer = await askOne({ case: "listServices", value: "*" });
  expect(answer).toMatchObject({
    case: "listServicesResponse",
    value: {
      service: [
        { name: "grpc.health.v1.Health" },
        { name: "grpc.reflection.v1.ServerReflection" },
        { name: "grpc.reflection.v1alpha.ServerReflection" },
        { name: "shop.Shop" },
        { name: "userservice.UserService" },
        { name: "userservice.v1.UserService" },
      ],
    },
  });
});

it("lists itself once when it was given itself", async () => {
  const again = createReflectionServices({ services: [...services, ...reflection] });
  const client = createInProcessClient(ServerReflection, again);
  const list = requestsOf([{ case: "listServices", value: "" }]);
  const [response] = await collect(client.serverReflectionInfo(list));
  expect(response?.messageResponse.value).toMatchObject({ service: { length: 6 } });
});

it("a client that knows nothing builds the schema from the answers, and reads a User with it", async () => {
  const registry = registryOf(await filesFor(symbol("userservice.v1.UserService")));
  const user = { id: 7, email: "ada@example.com", name: "Ada", isActive: true, createdAt: 5n };
  const bytes = toBinary(UserSchema, {
    $typeName: "userservice.v1.User",
    updatedAt: 6n,
    revision: 2n,
    ...user,
  });
  const read = fromBinary(
    registry.getMessage("userservice.v1.User") ?? expect.fail("no User"),
    bytes,
  );
  expect(read).toMatchObject(user);
});

it("the descriptors have what clients go by: JSON names, idempotency, imports", async () => {
  const files = await filesFor(symbol("userservice.v1.UserService"));
  const [first] = files;
  const users = first?.messageType.find(({ name }) => name === "User");
  expect(users?.field.map(({ jsonName }) => jsonName)).toContain("isActive");
  const service = registryOf(files).getService("userservice.v1.UserService");
  const getUser = service?.methods.find(({ name }) => name === "GetUser");
  expect(getUser?.idempotency).toBe(MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS);
  const served = new Set(namesOf(files));
  for (const { dependency } of files) for (const name of dependency) expect(served).toContain(name);
  expect(served).toContain("google/protobuf/field_mask.proto");
});

it("v1alpha gives the same answers", async () => {
  const alpha = createInProcessClient(AlphaServerReflection, reflection);
  const questions = [symbol("userservice.v1.UserService"), symbol("nothing"), extensionOf("x", 1)];
  const answers = await ask(...questions);
  const alphaAnswers = await collect(alpha.serverReflectionInfo(requestsOf(questions)));
  const plain = (value: unknown) => JSON.stringify(value).replaceAll("v1alpha", "v1");
  expect(alphaAnswers.map(plain)).toEqual(answers.map(plain));
});

it("no string crashes it: what is no symbol, file or type is not found", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.constantFrom(
      "__proto__",
      "constructor",
      "toString",
      "",
      ".",
      "userservice",
      "userservice.v1.",
    ),
    fc.string().map((tail) => `userservice.v1.User.${tail}$`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 10 }), async (texts) => {
      const questions = texts.flatMap((value): Question[] => [
        symbol(value),
        file(value),
        extensionOf(value, 1),
        { case: "allExtensionNumbersOfType", value },
      ]);
      const responses = await ask(...questions);
      expect(responses).toHaveLength(questions.length);
      for (const { messageResponse } of responses) expect(messageResponse).toMatchObject(notFound);
    }),
  );
});
