import { describe, expect, it } from "vitest";
import { jwt, jwtFlags, jwtWithout } from "./jwt-flags.fixture.ts";
import { parseServeOptions, type ServeOptions } from "./options.ts";
import { runToExit } from "./server-process.fixture.ts";

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
  trustedProxies: [],
  cancelReads: true,
  logLevel: "info",
  metricsPort: undefined,
  otlpEndpoint: undefined,
  workers: 1,
  drainDelayMs: 0,
  graceMs: 10_000,
};

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
  {
    flag: "trusted-proxies",
    value: "10.0.0.0/8, fd00::/8,127.0.0.1",
    options: { trustedProxies: ["10.0.0.0/8", "fd00::/8", "127.0.0.1"] },
  },
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

  it("take --no-cancel-reads, also from the environment as false", () => {
    const off = { ...defaults, cancelReads: false };
    expect(parseServeOptions(["--no-cancel-reads"], {})).toEqual(off);
    expect(parseServeOptions([], { USER_SERVER_CANCEL_READS: "false" })).toEqual(off);
    expect(parseServeOptions(["--cancel-reads"], { USER_SERVER_CANCEL_READS: "0" })).toEqual(
      defaults,
    );
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
