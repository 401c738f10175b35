import { describe, expect, it } from "vitest";
import { jwtFlags, jwtWithout } from "./jwt-flags.fixture.ts";
import { parseServeOptions } from "./options.ts";
import { runToExit } from "./server-process.fixture.ts";
import { UsageError } from "./usage-error.ts";

/** A bad command line, and how the line begins that says so. */
const bad: readonly (readonly [args: readonly string[], line: string])[] = [
  [["--port", "http"], "--port must be a number from 0 to 65535, not http"],
  [["--port", "65536"], "--port must be a number from 0 to 65535, not 65536"],
  [["--port", "-1"], "Option '--port' argument is ambiguous"],
  [["--port=-1"], "--port must be a number from 0 to 65535, not -1"],
  [["--port=1.5"], "--port must be a number from 0 to 65535, not 1.5"],
  [["--port="], "--port must be a number from 0 to 65535, not "],
  [["--port"], "Option '--port <value>' argument missing"],
  [["--store", "users.db"], "--store must be memory:, sqlite:PATH or postgres://…, not users.db"],
  [["--store", "sqlite:"], "--store must be memory:, sqlite:PATH or postgres://…, not sqlite:"],
  [
    ["--event-retention", "week"],
    "--event-retention must be a time such as 90s, 30m, 24h, 7d or forever, not week",
  ],
  [["--event-retention", "0s"], "--event-retention must be at least 1s, not 0s"],
  [["--request-id-retention", "23h"], "--request-id-retention must be at least 24h, not 23h"],
  [["--transport", "smoke"], "--transport must be connect, grpc, not smoke"],
  [["--demo=yes"], "Option '--demo' does not take an argument"],
  [["--auth-tokens", "one,,two"], "--auth-tokens has an empty token"],
  ...Object.keys(jwtFlags).map(
    (flag) =>
      [jwtWithout(flag), "--jwt-jwks-url, --jwt-issuer and --jwt-audience go together"] as const,
  ),
  ...["http://id.example.com/jwks", "ftp://localhost/jwks", "jwks"].map(
    (url) =>
      [
        [...jwtWithout("jwt-jwks-url"), "--jwt-jwks-url", url],
        "--jwt-jwks-url must be an https address, or http on this machine",
      ] as const,
  ),
  ...["none", "HS256", "RS256,", "rs256", "RS256,HS512"].map(
    (algorithms) =>
      [
        [...jwtWithout(""), "--jwt-algorithms", algorithms],
        "--jwt-algorithms must be of RS256 to RS512",
      ] as const,
  ),
  [["--jwt-type", "at+jwt"], "--jwt-type needs --jwt-jwks-url, --jwt-issuer and --jwt-audience"],
  [["--max-connection-age", "0s"], "--max-connection-age must be at least 1s, not 0s"],
  [["--max-connection-age", "8d"], "--max-connection-age must be at most 7d, or forever, not 8d"],
  [["--require-scopes"], "--require-scopes needs --jwt-jwks-url"],
  [["--tls-cert", "c.pem"], "--tls-cert and --tls-key go together"],
  [["--tls-key", "k.pem"], "--tls-cert and --tls-key go together"],
  [["--tls-ca", "ca.pem"], "--tls-ca needs --tls-cert and --tls-key"],
  [["--max-message-bytes", "0"], "--max-message-bytes must be a number from 1 to 52428800, not 0"],
  [["--max-message-bytes", "52428801"], "--max-message-bytes must be a number from 1 to 52428800"],
  [
    ["--trusted-proxies", "10.0.0.0/8,proxy.example.com"],
    "--trusted-proxies must be addresses or networks, as 127.0.0.1 or 10.0.0.0/8, not proxy.example.com",
  ],
  [["--cancel-reads=no"], "Option '--cancel-reads' does not take an argument"],
  [["--log-level", "loud"], "--log-level must be trace, debug, info, warn, error, fatal, silent"],
  [["--workers", "0"], "--workers must be a number from 1 to 256, not 0"],
  [
    ["--workers", "2", "--store", "memory:"],
    "--workers needs a store that processes can share, not memory:",
  ],
  [["--workers", "3", "--metrics-port", "65534"], "--metrics-port leaves no port for 3 workers"],
  [
    ["--workers", "2", "--metrics-port", "50050"],
    "--port must not be one of the metrics ports, 50050 to 50051",
  ],
  [["--drain-delay", "2h"], "--drain-delay must be a time such as 10s or 2m, up to 1h, not 2h"],
  [["--grace", "forever"], "--grace must be a time such as 10s or 2m, up to 1h, not forever"],
  ...["127.0.0.1:4318", "grpc://127.0.0.1:4317", "http://127.0.0.1:4318?x=1"].map(
    (address) =>
      [
        ["--otlp-endpoint", address],
        "--otlp-endpoint must be an http or https address, as http://127.0.0.1:4318",
      ] as const,
  ),
  [["--colour", "red"], "Unknown option '--colour'"],
  [["now"], "an argument belongs to no flag; values with spaces need quotes"],
  [
    ["--store", "postgress://me:secret@db/users"],
    "--store must be memory:, sqlite:PATH or postgres://…, not this",
  ],
];

describe("a bad flag", () => {
  it.each(bad)("%j is told in one line", (args, line) => {
    const message = refusalOf(args);
    expect(message).toContain(line);
    expect(message).not.toContain("\n");
  });

  it("in the environment is told in one line too", () => {
    expect(refusalOf([], { USER_SERVER_DEMO: "maybe" })).toBe(
      "USER_SERVER_DEMO must be true or false, not maybe",
    );
    expect(refusalOf([], { USER_SERVER_PORT: "http" })).toMatch(/^.*port.*http$/i);
  });

  it("ends the program with that line and exit code 2", async () => {
    for (const [args, env] of [
      [["--port", "-1"], {}],
      [["--colour"], {}],
      [["--tls-ca", "ca.pem"], {}],
      [[], { USER_SERVER_LOG_LEVEL: "loud" }],
    ] as const) {
      const { code, stdout, stderr } = await runToExit(["serve", ...args], { env });
      expect(stderr).toMatch(/^user-server: .+\n$/);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    }
  });
});

function refusalOf(args: readonly string[], environment: Record<string, string> = {}): string {
  try {
    parseServeOptions(args, environment);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return expect.fail("the command line was accepted");
}
