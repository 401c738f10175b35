import type { Message } from "@bufbuild/protobuf";
import type { CallIO, MessageQueue } from "@org/user-core";
import type { CallEntry } from "./call-entry.ts";

/** Writes down each request that gets to the handler. */
export function recordRequests(io: CallIO, entry: CallEntry): CallIO {
  const asked = (request: Message) => {
    entry.asked(request);
    return request;
  };
  return {
    ...io,
    receive: async () => asked(await io.receive()),
    receiveInto(queue) {
      const write: MessageQueue<Message>["write"] = (request, size) =>
        queue.write(asked(request), size);
      io.receiveInto({ ...queue, write });
    },
  };
}

/** Writes down each response on its way out. The transport's own `io` need not be a plain object. */
export function recordResponses(io: CallIO, entry: CallEntry): CallIO {
  return {
    receiveCapacity: io.receiveCapacity,
    receive: () => io.receive(),
    receiveInto: (queue) => io.receiveInto(queue),
    send(response) {
      entry.answered(response);
      return io.send(response);
    },
  };
}
