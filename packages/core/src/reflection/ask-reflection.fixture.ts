import { fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import {
  ServerReflection,
  type ServerReflectionResponse,
} from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { createHealthService } from "../health/health-service.ts";
import { createReadiness } from "../health/readiness.ts";
import type { BoundService } from "../rpc/bind.ts";
import { createInProcessClient } from "../rpc/in-process-client.ts";
import { createMemoryStore } from "../users/memory-store.ts";
import { createUserService } from "../users/user-service.ts";
import { createReflectionServices } from "./reflection-services.ts";
import { shopService } from "./shop-service.fixture.ts";

/** What either version may be asked. */
export type Question =
  | {
      readonly case:
        | "allExtensionNumbersOfType"
        | "fileByFilename"
        | "fileContainingSymbol"
        | "listServices";
      readonly value: string;
    }
  | {
      readonly case: "fileContainingExtension";
      readonly value: { readonly containingType: string; readonly extensionNumber: number };
    }
  | { readonly case: undefined };

const { services: userServices } = createUserService({ store: createMemoryStore() });
const readiness = createReadiness({ check: async () => {} });
const health = createHealthService({ readiness, services: userServices });
/** All that reflection tells of here, beside itself. */
export const services: readonly BoundService[] = [...userServices, health, shopService()];
export const reflection = createReflectionServices({ services });
const client = createInProcessClient(ServerReflection, reflection);
export const userFile = "userservice/v1/user_service.proto";

/** A stream of these questions. */
export async function* requestsOf(questions: readonly Question[]) {
  for (const messageRequest of questions) yield { host: "h", messageRequest };
}

/** All messages of a stream. */
export async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

/** Asks in one stream, and gives the answers. */
export function ask(...questions: Question[]): Promise<ServerReflectionResponse[]> {
  return collect(client.serverReflectionInfo(requestsOf(questions)));
}

export async function askOne(
  question: Question,
): Promise<ServerReflectionResponse["messageResponse"]> {
  const [response] = await ask(question);
  return response?.messageResponse ?? expect.fail("no answer");
}

export function filesOf({ messageResponse }: Pick<ServerReflectionResponse, "messageResponse">) {
  if (messageResponse.case !== "fileDescriptorResponse")
    expect.fail(JSON.stringify(messageResponse));
  return messageResponse.value.fileDescriptorProto.map((bytes) =>
    fromBinary(FileDescriptorProtoSchema, bytes),
  );
}

export async function filesFor(question: Question): Promise<FileDescriptorProto[]> {
  return filesOf({ messageResponse: await askOne(question) });
}

export const extensionOf = (containingType: string, extensionNumber: number): Question => ({
  case: "fileContainingExtension",
  value: { containingType, extensionNumber },
});
export const symbol = (value: string): Question => ({ case: "fileContainingSymbol", value });
export const file = (value: string): Question => ({ case: "fileByFilename", value });
export const namesOf = (files: readonly FileDescriptorProto[]) => files.map(({ name }) => name);

export const notFound = {
  case: "errorResponse",
  value: { errorCode: 5, errorMessage: expect.stringMatching(/not found$/) },
};
