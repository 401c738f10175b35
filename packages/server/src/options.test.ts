import { describe, expect, it } from "vitest";
import { parseServeOptions, type ServeOptions } from "./options.ts";
import { runToExit } from "./server-process.fixture.ts";
import { UsageError } from "./usage-error.ts";

const defaults: ServeOptions = {
  host: "127.0.0.1",
  port: 50_051,
  store: "sqlite:./data/users.db",
  eventRetentionMs: 7 * 24 * 3_600_000,
  requestIdRetentionMs: 24 * 3_600_000,
  transport: "connect",
  demo: false,
  authTokens: [],
  jwt: undefined,
  requireScopes: false,
  tlsCert: undefined,
  tlsKey: undefined,
  tlsCa: undefined,
  reflection: true,
  maxMessageBytes: 4_194_304,
  maxConnectionAgeMs: Number.POSITIVE_INFINITY,
  maxCalls: 1_024,
  maxStreams: 10_000,
  maxStreamsPerPrincipal: 100,
  rateLimit: undefined,
  logLevel: "info",
  metricsPort: undefined,
  otlpEndpoint: undefined,
  workers: 1,
  drainDelayMs: 0,
  graceMs: 10_000,
};

const issuer = "https://id.example.com";
const jwt = {
  jwksUrl: `${issuer}/jwks`,
  issuer,
  audience: "users",
  algorithms: ["RS256", "ES256", "EdDSA"],
};
const jwtFlags = {
  "jwt-jwks-url": jwt.jwksUrl,
  "jwt-issuer": jwt.issuer,
  "jwt-audience": jwt.audience,
};
/** All of those flags, but for one. */
const jwtWithout = (flag: string) =>
  Object.entries(jwtFlags).flatMap(([name, value]) => (name === flag ? [] : [`--${name}`, value]));

/** What must stand beside a flag, what it is given, and what that makes. */
const given: readonly {
  readonly flag: string;
  readonly value: string;
  readonly options: Partial<ServeOptions>;
  readonly beside?: readonly string[];
}[] = [
  { flag: "host", value: "::1", options: { host: "::1" } },
  { flag: "port", value: "0", options: { port: 0 } },
  { flag: "port", value: "65535", options: { port: 65_535 } },
  { flag: "store", value: "memory:", options: { store: "memory:" } },
  { flag: "store", value: "sqlite:/a b/c.db", options: { store: "sqlite:/a b/c.db" } },
  {
    flag: "store",
    value: "postgres://me:secret@db/users",
    options: { store: "postgres://me:secret@db/users" },
  },
  { flag: "store", value: "postgresql://db/users", options: { store: "postgresql://db/users" } },
  { flag: "event-retention", value: "90s", options: { eventRetentionMs: 90_000 } },
  {
    flag: "event-retention",
    value: "forever",
    options: { eventRetentionMs: Number.POSITIVE_INFINITY },
  },
  { flag: "request-id-retention", value: "2d", options: { requestIdRetentionMs: 172_800_000 } },
  { flag: "transport", value: "grpc", options: { transport: "grpc" } },
  {
    flag: "auth-tokens",
    value: "one, two",
    options: { authTokens: ["one", "two"], reflection: false },
  },
  ...Object.entries(jwtFlags).map(([flag, value]) => ({
    flag,
    value,
    options: { jwt, reflection: false },
    beside: jwtWithout(flag),
  })),
  {
    flag: "jwt-algorithms",
    value: "ES384, Ed25519",
    options: { jwt: { ...jwt, algorithms: ["ES384", "Ed25519"] }, reflection: false },
    beside: jwtWithout(""),
  },
  {
    flag: "jwt-type",
    value: "at+jwt",
    options: { jwt: { ...jwt, type: "at+jwt" }, reflection: false },
    beside: jwtWithout(""),
  },
  {
    flag: "tls-cert",
    value: "c.pem",
    options: { tlsCert: "c.pem", tlsKey: "k.pem" },
    beside: ["--tls-key", "k.pem"],
  },
  {
    flag: "tls-key",
    value: "k.pem",
    options: { tlsCert: "c.pem", tlsKey: "k.pem" },
    beside: ["--tls-cert", "c.pem"],
  },
  {
    flag: "tls-ca",
    value: "ca.pem",
    options: { tlsCert: "c.pem", tlsKey: "k.pem", tlsCa: "ca.pem" },
    beside: ["--tls-cert", "c.pem", "--tls-key", "k.pem"],
  },
  { flag: "max-message-bytes", value: "52428800", options: { maxMessageBytes: 52_428_800 } },
  { flag: "max-connection-age", value: "5m", options: { maxConnectionAgeMs: 300_000 } },
  { flag: "max-calls", value: "64", options: { maxCalls: 64 } },
  { flag: "max-streams", value: "1000000", options: { maxStreams: 1_000_000 } },
  { flag: "max-streams-per-principal", value: "1", options: { maxStreamsPerPrincipal: 1 } },
  { flag: "rate-limit", value: "100", options: { rateLimit: 100 } },
  { flag: "log-level", value: "silent", options: { logLevel: "silent" } },
  { flag: "workers", value: "4", options: { workers: 4 } },
  {
    flag: "metrics-port",
    value: "50052",
    options: { metricsPort: 50_052, workers: 4 },
    beside: ["--workers", "4"],
  },
  {
    flag: "otlp-endpoint",
    value: "http://127.0.0.1:4318",
    options: { otlpEndpoint: "http://127.0.0.1:4318" },
  },
  { flag: "drain-delay", value: "1h", options: { drainDelayMs: 3_600_000 } },
  { flag: "grace", value: "0s", options: { graceMs: 0 } },
];

function variableOf(flag: string): string {
  return `USER_SERVER_${flag.toUpperCase().replaceAll("-", "_")}`;
}

describe("the flags of serve", () => {
  it("have the defaults of the documentation", () => {
    expect(parseServeOptions([], {})).toEqual(defaults);
  });

  it.each(given)("take --$flag $value, also from the environment", (row) => {
    const { flag, value, options, beside = [] } = row;
    const expected = { ...defaults, ...options };
    expect(parseServeOptions([`--${flag}`, value, ...beside], {})).toEqual(expected);
    expect(parseServeOptions([`--${flag}=${value}`, ...beside], {})).toEqual(expected);
    expect(parseServeOptions(beside, { [variableOf(flag)]: value })).toEqual(expected);
  });

  it("take --demo, also from the environment as true or 1, false or 0", () => {
    expect(parseServeOptions(["--demo"], {})).toEqual({ ...defaults, demo: true });
    for (const [value, demo] of [
      ["true", true],
      ["1", true],
      ["false", false],
      ["0", false],
    ] as const) {
      expect(parseServeOptions([], { USER_SERVER_DEMO: value })).toEqual({ ...defaults, demo });
    }
  });

  it("take --require-scopes with tokens that can have some", () => {
    expect(parseServeOptions([...jwtWithout(""), "--require-scopes"], {})).toEqual({
      ...defaults,
      jwt,
      requireScopes: true,
      reflection: false,
    });
  });

  it("have reflection on where no auth is set, unless told otherwise", () => {
    const auth = ["--auth-tokens", "one"];
    expect(parseServeOptions(jwtWithout(""), {})).toMatchObject({ reflection: false });
    const reflection = (args: readonly string[], value = "") => {
      const options = parseServeOptions(args, { USER_SERVER_REFLECTION: value });
      return options !== "help" && options.reflection;
    };
    expect([reflection([]), reflection(auth)]).toEqual([true, false]);
    expect(reflection(["--no-reflection"])).toBe(false);
    expect(reflection([...auth, "--reflection"])).toBe(true);
    expect([reflection([], "false"), reflection(auth, "1")]).toEqual([false, true]);
    expect(reflection(["--reflection"], "0")).toBe(true);
  });

  it("find the collector where OpenTelemetry has it, too", () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
    const collectorOf = (args: readonly string[]) => {
      const options = parseServeOptions(args, environment);
      return options !== "help" && options.otlpEndpoint;
    };
    expect(collectorOf([])).toBe("http://127.0.0.1:4318");
    expect(collectorOf(["--otlp-endpoint", "https://other"])).toBe("https://other");
    expect(collectorOf(["--otlp-endpoint", ""])).toBeUndefined();
  });

  it("win over the environment, where an empty variable counts as none", () => {
    const environment = { USER_SERVER_PORT: "1", USER_SERVER_HOST: "" };
    expect(parseServeOptions(["--port", "2"], environment)).toEqual({ ...defaults, port: 2 });
  });
});

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

describe("the command line", () => {
  it("shows its commands when asked, and without one", async () => {
    for (const args of [[], ["--help"]]) {
      const { code, stdout, stderr } = await runToExit(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      for (const command of ["serve", "import", "export"]) expect(stdout).toContain(command);
    }
  });

  it("shows every flag of serve when asked", async () => {
    const { code, stdout, stderr } = await runToExit(["serve", "-h"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const { flag } of given) expect(stdout).toContain(`--${flag}`);
  });

  it("tells which flag or command may have been meant", async () => {
    expect(await runToExit(["serve", "--prot", "1"])).toMatchObject({
      code: 2,
      stderr: "user-server: unknown option '--prot'; did you mean --port?\n",
    });
    expect(await runToExit(["srve"])).toMatchObject({
      code: 2,
      stderr: "user-server: no command srve; did you mean serve?\n",
    });
  });

  it("refuses a command it does not have", async () => {
    expect(await runToExit(["fly"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "user-server: no command fly; try user-server --help\n",
    });
  });
});
