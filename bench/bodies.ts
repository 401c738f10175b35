import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { CreateUserRequestSchema, GetUserRequestSchema } from "@org/user-core";

/** A folder for databases and request bodies, removed at the end. */
export const temporaryFolder = mkdtempSync(join(tmpdir(), "bench-"));
process.on("exit", () => rmSync(temporaryFolder, { recursive: true, force: true }));

let files = 0;

/** A path in the temporary folder that was not given before. */
export function temporaryPath(name: string): string {
  files += 1;
  return join(temporaryFolder, `${files}-${name}`);
}

/** A file with messages framed as gRPC frames them. */
export function grpcBody<S extends DescMessage>(schema: S, messages: readonly Message[]): string {
  const frames = messages.map((message) => {
    const bytes = toBinary(schema, message as never);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([head, bytes]);
  });
  const path = temporaryPath("body");
  writeFileSync(path, Buffer.concat(frames));
  return path;
}

/** `count` requests for user 1. */
export function getUserBody(count: number): string {
  const request = create(GetUserRequestSchema, { userId: 1 });
  return grpcBody(GetUserRequestSchema, new Array(count).fill(request));
}

/** `count` requests for users that were not there before, from a number on. */
export function createUsersBody(from: number, count: number): string {
  const requests = Array.from({ length: count }, (_, i) =>
    create(CreateUserRequestSchema, {
      email: `user${from + i}@example.com`,
      name: `User ${from + i}`,
    }),
  );
  return grpcBody(CreateUserRequestSchema, requests);
}
