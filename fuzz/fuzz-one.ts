// Fuzzes one target, in a process of its own: fuzz-one.ts NAME [libFuzzer's flags and folders].
import { register } from "node:module";
import { join } from "node:path";
import { OptionSource, OptionsManager, startFuzzing } from "@jazzer.js/core";
import { writeKept } from "./keep.ts";
import { corpusFolder } from "./load-target.ts";

// Before jazzer.js has its own, which is so asked first, and asks this one.
register("./strip-types.ts", import.meta.url);

const [name = "", ...flags] = process.argv.slice(2);
const root = join(import.meta.dirname, "..");

/** What is instrumented: the parsers, the oracles, and the libraries that parse for them. */
const includes = [
  join(root, "packages/"),
  join(root, "fuzz/targets/"),
  "/@bufbuild/protobuf/dist/esm/",
  "/@connectrpc/connect/dist/esm/",
];

const options = new OptionsManager(OptionSource.DefaultCLIOptions).merge(
  {
    fuzzTarget: new URL("./entry.ts", import.meta.url).href,
    includes,
    excludes: ["/gen/"],
    // Nothing here starts programs or opens what its input names.
    disableBugDetectors: ["command-injection", "path-traversal", "remote-code", "ssrf"],
    timeout: 10_000,
    fuzzerOptions: flags,
  },
  OptionSource.CommandLineArguments,
);
const { returnCode } = await startFuzzing(options);
const { FUZZ_KEEP: keeping } = process.env;
if (keeping !== undefined && returnCode === 0) writeKept(corpusFolder(name));
process.exitCode = returnCode;
