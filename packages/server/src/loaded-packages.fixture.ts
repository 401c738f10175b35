// Preloaded into a server's process: says in the end, on standard error, what packages it loaded.
import { registerHooks } from "node:module";

const packages = new Set<string>();
// Of pnpm's two folders of that name, the inner one; ours are outside of both.
const name = /^.*\/(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)\//;

registerHooks({
  load(url, context, nextLoad) {
    const found = name.exec(url)?.[1];
    if (found !== undefined) packages.add(found);
    return nextLoad(url, context);
  },
});

process.on("exit", () => console.error(`loaded ${JSON.stringify([...packages])}`));
