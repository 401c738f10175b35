import {
  createHealthService,
  createMemoryStore,
  createReadiness,
  createReflectionServices,
  createUserService,
  type UserStore,
} from "@org/user-core";
import { createFetchHandler } from "@org/user-transport-connect";
import { createInput, cut, oneOf } from "../input.ts";
import { requireWellFormed } from "../responses.ts";
import type { FuzzTarget } from "../target.ts";

/** Of each input its own, behind the one store that the service has. */
let present = createMemoryStore();
const store: UserStore = new Proxy(present, { get: (_, key) => Reflect.get(present, key) });
const hasher = { hash: async () => "$fuzz$x", verify: async () => true };

const users = createUserService({ store, hasher, now: () => 1_000 }).services;
const readiness = createReadiness({ check: async () => {} });
const health = createHealthService({ readiness, services: users });
const services = [...users, health, ...createReflectionServices({ services: [...users, health] })];
const handle = createFetchHandler({
  services,
  maxMessageBytes: 512,
  cors: { origins: ["https://a.example"] },
});

const methods = services.flatMap(({ descriptor, methods }) =>
  methods.map(({ descriptor: method }) => ({
    path: `/${descriptor.typeName}/${method.name}`,
    method,
  })),
);
const verbs = ["POST", "GET", "OPTIONS", "PUT", "HEAD", "DELETE"];
const contentTypes = [
  ...["application/json", "application/proto", "application/connect+json"],
  ...["application/connect+proto", "application/grpc-web+json", "application/grpc-web"],
  ...["application/grpc-web-text", "application/grpc-web-text+json", "application/grpc"],
];
const headerNames = [
  ...["connect-timeout-ms", "grpc-timeout", "connect-protocol-version", "grpc-encoding"],
  ...["content-encoding", "connect-content-encoding", "accept-encoding", "authorization"],
  ...["origin", "access-control-request-method", "te", "content-length", "x-request-id"],
];

/** A request of any verb, path, headers and body; `undefined` for one that is none on the fetch API. */
function requestOf(data: Uint8Array, signal: AbortSignal): Request | undefined {
  const input = createInput(data);
  const paths = methods.map(({ path }) => path);
  try {
    const method = oneOf(verbs, input);
    const url = new URL(`http://localhost${oneOf(paths, input)}`);
    const headers = new Headers({ "content-type": oneOf(contentTypes, input) });
    for (let left = input.byte() % 4; left > 0; left -= 1) {
      headers.append(oneOf(headerNames, input), input.text());
    }
    if (method === "GET") url.search = input.text();
    const hasBody = method !== "GET" && method !== "HEAD";
    const body = hasBody ? ReadableStream.from(cut(input).chunks) : null;
    return new Request(url, { method, headers, signal, body, duplex: "half" });
  } catch {
    return undefined;
  }
}

/** Turns of the event loop after which a watch is thought to wait for changes. */
const patience = 20;

/** The whole body, or what of it came before a watch had nothing more to tell. */
async function bodyOf(response: Response, isWatch: boolean) {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (;;) {
    const reading = reader?.read();
    const result = await (isWatch ? Promise.race([reading, turns(patience)]) : reading);
    const isEnded = result === undefined || result.done;
    if (result === undefined) await reader?.cancel();
    if (isEnded) return { body: Buffer.concat(chunks), isCut: result === undefined && isWatch };
    chunks.push(result.value);
  }
}

async function turns(count: number): Promise<undefined> {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
  return undefined;
}

/** Requests of any kind: a well-formed answer of their protocol, and never an error of ours. */
export const target: FuzzTarget = {
  words: [
    ...["{}", '{"userId":1}', '{"email":"a@example.com","name":"Ada"}', "\0\0\0\0\u0002{}", "100m"],
    ...["?connect=v1&encoding=json&message={}", "base64=1", "gzip", "identity", "1", "AAAAAAA="],
    ...[
      "/userservice.v1.UserService/",
      "GetUser",
      "%2F",
      "//",
      "application/",
      "https://a.example",
    ],
  ],
  async run(data) {
    present = createMemoryStore();
    const gone = new AbortController();
    const request = requestOf(data, gone.signal);
    if (request === undefined) return;
    const { pathname } = new URL(request.url);
    const method = methods.find(({ path }) => path === pathname)?.method;
    const response = await handle(request);
    const { body, isCut } = await bodyOf(response, method?.methodKind === "server_streaming");
    gone.abort();
    requireWellFormed({ response, body, isCut, output: method?.output });
  },
};
