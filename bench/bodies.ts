import { writeFileSync } from "node:fs";
import { create, type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import {
  CreateUserRequestSchema,
  GetUserRequestSchema,
  ListUsersRequestSchema,
} from "@org/user-core";
import { temporaryPath } from "./temporary.ts";

const made = new Map<string, string>();

/** A file with `count` requests for user 1. */
export function getUserBody(count: number): string {
  return once(`get ${count}`, () => {
    const request = create(GetUserRequestSchema, { userId: 1 });
    return framed(GetUserRequestSchema, new Array(count).fill(request));
  });
}

/** A file with one request for user 1 in JSON. */
export function getUserJson(): string {
  return once("get json", () => Buffer.from(JSON.stringify({ userId: 1 })));
}

/** A file with one request for a page of a hundred users. */
export function listUsersBody(): string {
  return once("list", () =>
    framed(ListUsersRequestSchema, [create(ListUsersRequestSchema, { pageSize: 100 })]),
  );
}

/** A file with `count` requests to create users, each with an email of its own. */
export function createUsersBody(count: number): string {
  return once(`create ${count}`, () => {
    const requests = Array.from({ length: count }, (_, i) =>
      create(CreateUserRequestSchema, { email: `user${i}@example.com`, name: `User ${i}` }),
    );
    return framed(CreateUserRequestSchema, requests);
  });
}

/** Messages framed as gRPC frames them. */
function framed<S extends DescMessage>(schema: S, messages: readonly MessageShape<S>[]): Buffer {
  const frames = messages.map((message) => {
    const bytes = toBinary(schema, message);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat(frames);
}

function once(name: string, bytes: () => Buffer): string {
  const known = made.get(name);
  if (known !== undefined) return known;
  const path = temporaryPath("body");
  writeFileSync(path, bytes());
  made.set(name, path);
  return path;
}
