import { create, type Message } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import { GetUserRequestSchema } from "../gen/userservice/v1/user_service_pb.ts";
import { createMessageQueue } from "./message-queue.ts";
import { guardedStream } from "./request-guard.ts";

const requests = [1, 2, 3].map((userId) => create(GetUserRequestSchema, { userId }));

/** A stream of three requests, of which the guard refuses those that are told. */
function guarded(refused: readonly Message[] = []) {
  const queue = createMessageQueue<Message>(10);
  for (const request of requests) void queue.write(request);
  queue.end();
  const shown: Message[] = [];
  const refuse = vi.fn();
  const error = new Error("refused");
  const guard = async (request: Message) => {
    shown.push(request);
    if (refused.includes(request)) throw error;
  };
  return { stream: guardedStream(queue.stream, guard, refuse), shown, refuse, error };
}

it("shows the guard each request of a stream, one at a time when it is wanted", async () => {
  const { stream, shown } = guarded();
  const taken: Message[] = [];
  for await (const request of stream) {
    taken.push(request);
    expect(shown).toEqual(taken);
  }
  expect(taken).toEqual(requests);
});

it("shows the guard each request of a batch before it is given", async () => {
  const { stream, shown } = guarded();
  expect(await stream.nextBatch(2)).toEqual(requests.slice(0, 2));
  expect(shown).toEqual(requests.slice(0, 2));
});

it("ends the call with what the guard threw, and the stream before that request", async () => {
  const { stream, shown, refuse, error } = guarded(requests.slice(1));
  const taken: Message[] = [];
  const read = async () => {
    for await (const request of stream) taken.push(request);
  };
  await expect(read()).rejects.toBe(error);
  expect(taken).toEqual(requests.slice(0, 1));
  expect(shown).toEqual(requests.slice(0, 2));
  expect(refuse).toHaveBeenCalledExactlyOnceWith(error);
});
