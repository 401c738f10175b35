import { execFileSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { runLoad } from "../../bench/children.ts";
import type { Attack, Outcome, Target } from "../attack.ts";

/** One of the ways of slowhttptest, a program that was not written here. */
function slowhttptest(name: string, what: string, flags: readonly string[]): Attack {
  return { name, what, transports: ["connect"], seconds: 13, missing, run };

  async function run({ port, until, scale }: Target): Promise<Outcome> {
    const tried = 400 * scale;
    const seconds = Math.max(Math.round((until - performance.now()) / 1_000), 1);
    const printed = await runLoad("slowhttptest", [
      ...[`-c${tried}`, "-r200", "-i1", `-l${seconds}`, "-p3", ...flags],
      ...["-u", `http://127.0.0.1:${port}/userservice.v1.UserService/GetUser`],
    ]);
    const output = stripVTControlCharacters(printed);
    const last = (what: string) =>
      Number([...output.matchAll(new RegExp(`${what}:\\D*(\\d+)`, "g"))].at(-1)?.[1] ?? 0);
    const held = last("connected");
    const note = /service available:.*NO/.test(output) ? "says: not available" : "says: available";
    return { unit: "connections", tried, held, refused: last("closed"), note };
  }
}

function missing(): string | undefined {
  try {
    execFileSync("which", ["slowhttptest"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "slowhttptest is not installed (Debian: slowhttptest)";
  }
}

/** Slowloris. */
export const slowloris: Attack = slowhttptest(
  "slowhttptest-headers",
  "slowhttptest -H: headers that do not end",
  ["-H"],
);

/** R-U-Dead-Yet. */
export const ruDeadYet: Attack = slowhttptest(
  "slowhttptest-bodies",
  "slowhttptest -B: bodies that do not end",
  ["-B", "-s8192", "-tPOST", "-fapplication/json"],
);

/** Answers taken a few bytes at a time. */
export const slowRead: Attack = slowhttptest(
  "slowhttptest-reads",
  "slowhttptest -X: answers taken 5 bytes at a time",
  ["-X", "-w8", "-y16", "-n5", "-z5", "-k3"],
);
