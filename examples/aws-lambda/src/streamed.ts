import { streamedHandler } from "./handlers.ts";
import { setting, store } from "./store.ts";
import { createUsers } from "./users.ts";

/** The function's handler: `streamed.handler`. */
export const handler = streamedHandler(
  createUsers({ store, token: setting("API_TOKEN"), streams: true }),
);
