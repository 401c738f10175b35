import type { Defect } from "./defect.ts";

const source = "packages/transport-connect/src";
const suite = "contract, Connect";

/** Mistakes in what carries calls over HTTP, whatever the protocol. */
export const connectDefects: readonly Defect[] = [
  {
    name: "A handler does not wait for its reader over HTTP",
    file: `${source}/frame-writer.ts`,
    find: "      return full;\n",
    replace: "      return undefined;\n",
    suite,
    promise:
      "calls connect over HTTP/2 > back-pressure > stops a handler whose answers are not read",
  },
  {
    name: "A handler that never waits keeps the event loop for as long as its client reads",
    file: `${source}/frame-writer.ts`,
    find: "waiting === undefined ? nextTurn() : waiting.then(nextTurn);",
    replace: "waiting ?? nextTurn();",
    suite: "limits, turns",
    promise: "leaves others their turn",
  },
  {
    name: "HTTP/2: a handler does not wait until its stream has room",
    file: `${source}/wires/http2-wire.ts`,
    find: "stream.closed || stream.write(bytes)) return undefined;",
    replace: "stream.closed || stream.write(bytes) || stream.writable) return undefined;",
    suite,
    promise: "calls grpc over HTTP/2 > back-pressure > stops a handler whose answers are not read",
  },
  {
    name: "A cancel does not reach the handler of a stream over HTTP",
    file: `${source}/serve-stream.ts`,
    find: "    this.request.onGone = this.cancel;\n",
    replace: "",
    suite,
    promise:
      "calls connect over HTTP/2 > cancellation, deadlines and lost connections > server streaming > ends the handler when the caller cancels",
  },
  {
    name: "HTTP/1.1: a client is told to send its body before it is let in",
    file: `${source}/wires/node-http-wire.ts`,
    find: "    this.#continues = continues;\n",
    replace: "    this.#continues = false;\n    if (continues) response.writeContinue();\n",
    suite: "bad input, Connect",
    promise: "is answered UNAUTHENTICATED with another, and never told to go on",
  },
  {
    name: "A handler does not wait for its reader on the fetch API",
    file: `${source}/wires/fetch-wire.ts`,
    find: "if ((controller.desiredSize ?? 0) > 0) return undefined;",
    replace: "if (!over) return undefined;",
    suite: "contract, fetch",
    promise: "calls connect on the fetch API > back-pressure > stops a handler",
  },
  {
    name: "Routes of a ConnectRouter: errors go out without their details",
    file: `${source}/status.ts`,
    find: "connectError.details = errorDetails(error).map(",
    replace: "connectError.details = error.otherDetails.map(",
    suite: "contract, embedded",
    promise:
      "calls routes of a ConnectRouter, Connect > errors > carries ABORTED with all its details",
  },
  {
    name: "Client: a write is sent again whose server answers in the words of a refused stream",
    file: `${source}/status.ts`,
    find: " && metadata.keys().next().done === true",
    replace: "",
    suite: "retries, Connect",
    promise: "sends no write again whose server says in its answer",
  },
  {
    name: "HTTP/2: requests are read on although the queue is full",
    file: `${source}/wires/http2-wire.ts`,
    find: "    this.#stream.pause();\n    void full.then",
    replace: "    void full.then",
    suite,
    promise: "calls grpc over HTTP/2 > back-pressure > stops a client whose requests are not read",
  },
  {
    name: "A method misspelt is the app's to answer, with a page of its own",
    file: `${source}/create-service.ts`,
    find: " && !prefixes.some((prefix) => wire.path.startsWith(prefix))",
    replace: "",
    suite: "unknown methods, Connect",
    promise: "is UNIMPLEMENTED at createNodeHandler",
  },
];
