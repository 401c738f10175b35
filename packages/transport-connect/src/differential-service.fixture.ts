import { type DescMethod, type Message, toBinary } from "@bufbuild/protobuf";
import {
  type BoundService,
  bind,
  type Call,
  type Handlers,
  type Middleware,
  ServiceError,
  type ServiceErrorOptions,
  type StatusCode,
  UserService,
} from "@org/user-core";

/** A header's name and value. */
export type Pair = readonly [string, string];

/** How a handler fails. */
export type Failure =
  | {
      readonly kind: "throws" | "cancels";
      readonly code: StatusCode;
      readonly message: string;
      readonly options: ServiceErrorOptions;
    }
  | { readonly kind: "unexpected"; readonly thrown: unknown };

/** What a handler does. */
export interface Script {
  /** How many requests of a stream it reads. */
  readonly reads: number;
  /** Turns of the event loop before it does anything. */
  readonly turns: number;
  readonly headers: readonly Pair[];
  readonly trailers: readonly Pair[];
  /** Sends its headers before anything else. */
  readonly sendsHeaders: boolean;
  /** Waits until the call is over. */
  readonly hangs: boolean;
  readonly responses: readonly Message[];
  /** After the responses. */
  readonly failure: Failure | undefined;
}

/** What a handler saw: its call, then each request, as text. */
export type Seen = string[];

/** A service whose every handler follows the script and writes down what it sees. */
export function scriptedService(
  script: Script,
  seen: Seen,
  watchedHeaders: readonly string[],
  middleware: readonly Middleware[],
): BoundService {
  const handlers = Object.fromEntries(
    UserService.methods.map((method) => {
      const see = (request: Message) => seen.push(hexOf(method, request));
      const follow = (call: Call) => {
        seen.push(describe(call, watchedHeaders));
        return run(script, call);
      };
      return [method.localName, handlersByKind[method.methodKind](script, follow, see)];
    }),
  );
  // One for each method of the descriptor, of its kind.
  return bind(UserService, handlers as unknown as Handlers<typeof UserService>, { middleware });
}

function hexOf({ input }: DescMethod, request: Message): string {
  return Buffer.from(toBinary(input, request)).toString("hex");
}

function describe(call: Call, watchedHeaders: readonly string[]): string {
  const { transport, peer, deadline, requestHeaders } = call;
  const remaining =
    deadline === undefined ? "none" : `${Math.max(1, Math.floor(deadline - Date.now()))}`;
  const headers = watchedHeaders.map((name) => `${name}=${requestHeaders.get(name)}`);
  return [transport, peer, remaining, ...headers].join(" ");
}

type Follow = (call: Call) => AsyncGenerator<Message, void, undefined>;
type See = (request: Message) => void;
type Requests = AsyncIterable<Message>;

const handlersByKind = {
  unary: (_: Script, follow: Follow, see: See) => (request: Message, call: Call) => {
    see(request);
    return last(follow(call));
  },
  server_streaming: (_: Script, follow: Follow, see: See) => (request: Message, call: Call) => {
    see(request);
    return follow(call);
  },
  client_streaming:
    (script: Script, follow: Follow, see: See) => async (requests: Requests, call: Call) => {
      await readSome(script, requests, see);
      return last(follow(call));
    },
  bidi_streaming: (script: Script, follow: Follow, see: See) =>
    async function* (requests: Requests, call: Call) {
      await readSome(script, requests, see);
      yield* follow(call);
    },
} satisfies Record<DescMethod["methodKind"], unknown>;

async function readSome({ reads }: Script, requests: Requests, see: See): Promise<void> {
  if (reads === 0) return;
  let read = 0;
  for await (const request of requests) {
    see(request);
    read += 1;
    if (read >= reads) return;
  }
}

async function last(messages: AsyncIterable<Message>): Promise<Message> {
  let result: Message | undefined;
  for await (const message of messages) result = message;
  if (result === undefined) throw new TypeError("The script has no response");
  return result;
}

async function* run(script: Script, call: Call): AsyncGenerator<Message, void, undefined> {
  for (let i = 0; i < script.turns; i += 1) await turn();
  for (const [name, value] of script.headers) call.responseHeaders.append(name, value);
  if (script.sendsHeaders) call.sendHeaders();
  if (script.hangs) await new Promise((_, reject) => call.signal.addEventListener("abort", reject));
  for (const [name, value] of script.trailers) call.responseTrailers.append(name, value);
  yield* script.responses;
  if (script.failure) fail(script.failure, call);
}

function fail(failure: Failure, call: Call): void {
  if (failure.kind === "unexpected") throw failure.thrown;
  const error = new ServiceError(failure.code, failure.message, failure.options);
  if (failure.kind === "throws") throw error;
  call.cancel(error);
}

/** A turn of the event loop, which no fake timer holds back. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
