import type { Defect } from "./defect.ts";

const source = "packages/transport-grpc/src";
const suite = "contract, grpc-js";

/** Mistakes in the transport on grpc-js. */
export const grpcDefects: readonly Defect[] = [
  {
    name: "grpc-js: errors go out without their details",
    file: `${source}/status.ts`,
    find: "  trailers.set(detailsHeader, Buffer.from(details));\n",
    replace: "",
    suite,
    promise: "calls over gRPC > errors > carries ABORTED with all its details",
  },
  {
    name: "grpc-js: the caller's deadline is not known to the handler",
    file: `${source}/serve-call.ts`,
    find: "return deadline === Number.POSITIVE_INFINITY ? undefined : deadline;",
    replace: "return Number.isFinite(deadline) ? undefined : deadline;",
    suite,
    promise: "bidirectional > ends the handler when the deadline passes",
  },
  {
    name: "grpc-js: a handler does not wait until its messages are out",
    file: `${source}/serve-call.ts`,
    find: `    return new Promise((resolve) => {
      this.#onSent = resolve;
    });`,
    replace: "    return undefined;",
    suite,
    promise: "stops a handler whose answers are not read",
  },
  {
    name: "grpc-js: a client writes on although its stream is full",
    file: `${source}/client-transport.ts`,
    find: "    stream.write(request)\n",
    replace: "    stream.write(request) || stream.writable\n",
    suite,
    promise: "stops a client whose requests are not read",
  },
  {
    name: "grpc-js: a cancel does not reach the handler",
    file: `${source}/serve-call.ts`,
    find: "if (!this.#ended) this.#call?.callerGone();",
    replace: "if (this.#ended) this.#call?.callerGone();",
    suite,
    promise: "server streaming > ends the handler when the caller cancels",
  },
  {
    name: "grpc-js: the signal of a call that succeeded is aborted",
    file: `${source}/serve-call.ts`,
    find: "if (!this.#ended) this.#call?.callerGone();",
    replace: "this.#call?.callerGone();",
    suite,
    promise: "does not abort the signal of a call that succeeded",
  },
  {
    name: "grpc-js: a client that leaves a stream early does not cancel it",
    file: `${source}/client-transport.ts`,
    find: '    signal?.removeEventListener("abort", cancel);\n    stream.cancel();\n',
    replace: '    signal?.removeEventListener("abort", cancel);\n',
    suite,
    promise: "ends the handler when the reader leaves a stream early",
  },
  {
    name: "grpc-js: the headers of a stream wait for its first message",
    file: `${source}/serve-call.ts`,
    find: "    call.onSendHeaders = () => this.#sendHeaders();\n",
    replace: "",
    suite,
    promise: "sends a stream's headers when the handler asks, before any message",
  },
  {
    name: "grpc-js: trailers are dropped",
    file: `${source}/serve-call.ts`,
    find: "const metadata = trailers ? metadataOf(trailers) : null;",
    replace: "const metadata = trailers ? metadataOf(undefined) : null;",
    suite,
    promise: "gives a caller the response's headers and trailers",
  },
  {
    name: "grpc-js: requests are read on although the queue is full",
    file: `${source}/serve-call.ts`,
    find: "      if (full) void full.then(() => this.#carrier.startRead());\n      else this",
    replace: "      void full;\n      this",
    suite,
    promise: "stops a client whose requests are not read",
  },
];
