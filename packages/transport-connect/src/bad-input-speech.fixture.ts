import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  CreateUserRequestSchema,
  GetUserRequestSchema,
  type StatusCode,
  statusCodeOf,
  UserSchema,
} from "@org/user-core";
import type { HttpConnection, HttpResponse, HttpVersion } from "./bad-input-http.fixture.ts";
import { envelope, flags } from "./protocols/envelope.ts";

/** How a call is spoken. */
export interface Way {
  readonly protocol: "gRPC" | "gRPC-Web" | "Connect";
  readonly http: HttpVersion;
}

/** Every protocol over every version of HTTP. */
export const everyWay: readonly Way[] = (["1.1", "2"] as const).flatMap((http) =>
  (["gRPC", "gRPC-Web", "Connect"] as const).map((protocol) => ({ protocol, http })),
);

export type Rpc = "GetUser" | "CreateUser" | "SyncUsers" | "BatchCreateUsers" | "WatchUserUpdates";

/** What comes of a call. */
export interface Outcome {
  /** HTTP status. */
  readonly http: number;
  /** `OK`, or as gRPC spells it; `undefined` for a response that is none of the protocols'. */
  readonly code: StatusCode | "OK" | undefined;
}

export const answered: Outcome = { http: 200, code: "OK" };

/** The outcome of a call that fails. */
export function refused({ protocol }: Way, rpc: Rpc, code: StatusCode): Outcome {
  return { http: protocol === "Connect" && isUnary(rpc) ? connectStatuses[code] : 200, code };
}

/** Source: https://connectrpc.com/docs/protocol#error-codes */
const connectStatuses: Readonly<Record<StatusCode, number>> = {
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

const isUnary = (rpc: Rpc) => rpc === "GetUser" || rpc === "CreateUser";

export const pathOf = (rpc: Rpc): string => `/userservice.v1.UserService/${rpc}`;

/** The head of a request. */
export function headOf(
  { protocol }: Way,
  rpc: Rpc,
  headers: Readonly<Record<string, string>> = {},
): { readonly path: string; readonly headers: Readonly<Record<string, string>> } {
  const contentType = {
    gRPC: "application/grpc+proto",
    "gRPC-Web": "application/grpc-web+proto",
    Connect: isUnary(rpc) ? "application/proto" : "application/connect+proto",
  }[protocol];
  return { path: pathOf(rpc), headers: { "content-type": contentType, ...headers } };
}

/** The header that says how messages are compressed. */
export function encodingHeader({ protocol }: Way, rpc: Rpc): string {
  if (protocol !== "Connect") return "grpc-encoding";
  return isUnary(rpc) ? "content-encoding" : "connect-content-encoding";
}

/** A message as the body has it. */
export function framed({ protocol }: Way, rpc: Rpc, message: Uint8Array): Uint8Array {
  return protocol === "Connect" && isUnary(rpc) ? message : envelope(message);
}

export const getUser: Uint8Array = toBinary(
  GetUserRequestSchema,
  create(GetUserRequestSchema, { userId: 7 }),
);

/** A CreateUserRequest of this many bytes, at least 2 MiB. */
export function messageOf(bytes: number): Uint8Array {
  // Besides the text there is a tag and a length of four bytes.
  const name = "x".repeat(bytes - 5);
  return toBinary(CreateUserRequestSchema, create(CreateUserRequestSchema, { name }));
}

/** Calls GetUser. */
export function callUnary(
  connection: HttpConnection,
  way: Way,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return callWith(connection, way, "GetUser", framed(way, "GetUser", getUser), headers);
}

/** Makes a call with this body. */
export async function callWith(
  connection: HttpConnection,
  way: Way,
  rpc: Rpc,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const exchange = connection.open(headOf(way, rpc, headers));
  exchange.end(body);
  return outcomeOf(await exchange.response);
}

/** Reads a response's status, whichever protocol it is of. */
export function outcomeOf(response: HttpResponse): Outcome {
  const type = response.headers.get("content-type") ?? "";
  const read = Object.entries(readers).find(([prefix]) => type.startsWith(prefix))?.[1];
  return { http: response.status, code: read?.(response) };
}

type Code = Outcome["code"];

const readers: Readonly<Record<string, (response: HttpResponse) => Code>> = {
  "application/grpc-web": ({ headers, body }) => {
    const last = lastFrame(body, flags.webTrailers);
    const text = last === undefined ? `grpc-status: ${headers.get("grpc-status")}` : last;
    return grpcCode(/^grpc-status: *(\d+)/m.exec(text)?.[1]);
  },
  "application/grpc": ({ headers, trailers }) =>
    grpcCode(trailers.get("grpc-status") ?? headers.get("grpc-status")),
  "application/connect": ({ body }) => connectCode(lastFrame(body, flags.connectEnd) ?? ""),
  "application/json": ({ body }) => connectCode(body.toString()),
  "application/proto": ({ body }) => {
    fromBinary(UserSchema, body);
    return "OK";
  },
};

function grpcCode(text: string | null | undefined): Code {
  if (text === null || text === undefined) return undefined;
  return text === "0" ? "OK" : statusCodeOf(Number(text));
}

function connectCode(json: string): Code {
  if (json === "") return undefined;
  const { error, code = error?.code } = JSON.parse(json);
  if (code === undefined) return "OK";
  return code === "canceled" ? "CANCELLED" : code.toUpperCase();
}

/** The content of the frame with this flag, which is the last. */
function lastFrame(body: Buffer, flag: number): string | undefined {
  let at = 0;
  while (at + 5 <= body.length) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    if (body.readUInt8(at) & flag) return body.subarray(at + 5, end).toString();
    at = end;
  }
  return undefined;
}

/** An RPC of each kind. */
export const oneOfEachKind = [
  "GetUser",
  "WatchUserUpdates",
  "BatchCreateUsers",
  "SyncUsers",
] as const satisfies readonly Rpc[];
