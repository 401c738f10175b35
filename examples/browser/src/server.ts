import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { createUserService, type UserStore } from "@org/user-core";
import { createNodeHandler } from "@org/user-transport-connect/node";

const root = join(import.meta.dirname, "..");
const files = new Map([
  ["/", { type: "text/html", content: readFileSync(join(root, "src/index.html")) }],
  ["/page.js", { type: "text/javascript", content: readFileSync(join(root, "dist/page.js")) }],
]);

/** The page, and the service that it calls, from one address: no CORS is needed. */
export function createSite(store: UserStore): Server {
  const { services } = createUserService({ store });
  const handler = createNodeHandler({ services });
  return createServer((request, response) => {
    handler(request, response, () => {
      const file = files.get(request.url ?? "");
      response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
      response.end(file?.content);
    });
  });
}
