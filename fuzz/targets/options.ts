import assert from "node:assert/strict";
import { parseServeOptions, type ServeOptions } from "../../packages/server/src/options.ts";
import { UsageError } from "../../packages/server/src/usage-error.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const names = [
  ...["host", "port", "store", "transport", "demo", "auth-tokens", "tls-cert", "tls-key", "tls-ca"],
  ...["reflection", "max-message-bytes", "log-level", "help"],
];
const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

function requireSound(options: ServeOptions): void {
  assert.ok(Number.isInteger(options.port) && options.port >= 0 && options.port <= 65_535);
  const { maxMessageBytes } = options;
  assert.ok(
    Number.isInteger(maxMessageBytes) && maxMessageBytes >= 1 && maxMessageBytes <= 52_428_800,
  );
  assert.ok(options.store === "memory:" || /^sqlite:./.test(options.store));
  assert.ok(["connect", "grpc"].includes(options.transport) && levels.includes(options.logLevel));
  for (const token of options.authTokens) assert.ok(token !== "" && token === token.trim());
  assert.equal(options.tlsCert === undefined, options.tlsKey === undefined);
  assert.ok(options.tlsCa === undefined || options.tlsCert !== undefined);
  for (const flag of [options.demo, options.reflection]) assert.equal(typeof flag, "boolean");
}

function attempt(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ServeOptions | string {
  try {
    const options = parseServeOptions(args, environment);
    if (options !== "help") requireSound(options);
    return options;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    assert.ok(error.message !== "" && !/[\r\n]/.test(error.message), JSON.stringify(error.message));
    return "refused";
  }
}

/** Flags and environment: sound options, the usage, or what is wrong in one line. */
export const target: FuzzTarget = {
  words: [
    ...names.map((name) => `--${name}`),
    ...[
      "=",
      "--no-",
      "true",
      "false",
      "0",
      "1",
      "-h",
      "--",
      "memory:",
      "sqlite:x",
      "connect",
      "grpc",
    ],
    ...["constructor", "__proto__", "toString", "65535", "65536", ",", " ", "\n", ...levels],
  ],
  run(data) {
    const input = createInput(data);
    const variables = Array.from({ length: input.byte() % 4 }, () => {
      const name = names[input.byte() % names.length] ?? "";
      return [
        `USER_SERVER_${name.toUpperCase().replaceAll("-", "_")}`,
        name,
        input.text(),
      ] as const;
    });
    const args = Array.from({ length: input.byte() % 8 }, input.text);
    const environment = Object.fromEntries(
      variables.map(([variable, , value]) => [variable, value]),
    );
    const parsed = attempt(args, environment);
    assert.deepEqual(attempt(args, environment), parsed);
    // A setting in the environment is as the same flag before all others.
    const isPlain = variables.every(([, name, value]) => value !== "" && !isSwitch(name));
    const isOnce = new Set(variables.map(([, name]) => name)).size === variables.length;
    if (!isPlain || !isOnce) return requireSwitches(variables, parsed);
    const flags = variables.map(([, name, value]) => `--${name}=${value}`);
    assert.deepEqual(attempt([...flags, ...args], {}), parsed);
  },
};

function isSwitch(name: string): boolean {
  return ["demo", "reflection", "help"].includes(name);
}

/** A switch in the environment is on, off or a fault. */
function requireSwitches(
  variables: readonly (readonly [variable: string, name: string, value: string])[],
  parsed: ServeOptions | string,
): void {
  const last = new Map(variables.map(([, name, value]) => [name, value]));
  for (const [name, value] of last) {
    if (!isSwitch(name) || ["", "1", "true", "0", "false"].includes(value)) continue;
    assert.equal(parsed, "refused", `${name}=${value}`);
  }
}
