// Does with a store in a Durable Object what a test in Node asks for.
import { isServiceError } from "@org/user-core";
import { createDurableStore } from "../src/durable-store.ts";
import { decode, encode } from "./encoding.ts";

/** One object, one store. */
export class Users {
  readonly #store: ReturnType<typeof createDurableStore>;

  constructor({ storage }: DurableObjectState) {
    this.#store = createDurableStore(storage);
  }

  async fetch(request: Request): Promise<Response> {
    const operation = new URL(request.url).pathname.split("/")[2] ?? "";
    if (operation === "onHint") return this.#hints();
    const args = decode(await request.text());
    try {
      const result = await Reflect.get(
        this.#store,
        operation,
      )(...(Array.isArray(args) ? args : []));
      return new Response(encode({ result }));
    } catch (error) {
      if (!isServiceError(error)) throw error;
      const { code, message, reason, retryAfterMs } = error;
      return new Response(encode({ error: { code, message, options: { reason, retryAfterMs } } }));
    }
  }

  /** A byte for each hint. */
  #hints(): Response {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const stop = this.#store.onHint(() => writer.write(new Uint8Array(1)).catch(() => stop()));
    return new Response(readable);
  }
}

export default {
  fetch(request: Request, { USERS }: { USERS: DurableObjectNamespace }): Promise<Response> {
    const object = new URL(request.url).pathname.split("/")[1] ?? "";
    return USERS.get(USERS.idFromName(object)).fetch(request);
  },
};
