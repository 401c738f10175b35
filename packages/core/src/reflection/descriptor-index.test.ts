import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { file_userservice_user_service as unversioned } from "../gen/userservice/user_service_pb.ts";
import { file_userservice_v1_user_service as v1 } from "../gen/userservice/v1/user_service_pb.ts";
import { fileBytes, indexDescriptors, withImports } from "./descriptor-index.ts";

it("serializes each file once", () => {
  expect(fileBytes(v1)).toBe(fileBytes(v1));
  expect(fromBinary(FileDescriptorProtoSchema, fileBytes(v1)).name).toBe(v1.proto.name);
});

it("gives each import once, though several files import it", () => {
  const names = [...withImports([unversioned, v1]).keys()];
  expect(names.slice(0, 2)).toEqual([unversioned.proto.name, v1.proto.name]);
  expect(names).toEqual([...new Set(names)]);
  expect([...withImports([unversioned]).keys()].sort()).toEqual(names.sort());
});

it("knows every message, with or without extensions", () => {
  const { filesByExtension, filesBySymbol } = indexDescriptors([v1]);
  expect(filesByExtension.get("userservice.v1.User")?.size).toBe(0);
  expect(filesBySymbol.get("userservice.v1.User")).toBe(v1);
});
