import { bufferedHandler } from "./handlers.ts";
import { setting, store } from "./store.ts";
import { createUsers } from "./users.ts";

/** The function's handler: `buffered.handler`. */
export const handler = bufferedHandler(
  createUsers({ store, token: setting("API_TOKEN"), streams: false }),
);
