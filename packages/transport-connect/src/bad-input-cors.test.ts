import { staticTokens } from "@org/user-core";
import { describe, expect, it } from "vitest";
import { connectTo, httpVersions } from "./bad-input-http.fixture.ts";
import { type ServerOptions, startServer } from "./bad-input-server.fixture.ts";
import { getUser, outcomeOf, pathOf } from "./bad-input-speech.fixture.ts";

const ours = "https://app.example.com";
const theirs = ["https://evil.example.com", "http://app.example.com", `${ours}.evil.com`, "null"];
const cors = {
  origins: [ours, "https://admin.example.com"],
  allowedHeaders: ["x-tenant"],
  exposedHeaders: ["x-request-id"],
  maxAgeSeconds: 60,
};

describe.each(httpVersions)("Over HTTP/%s", (http) => {
  async function ask(
    options: ServerOptions,
    method: string,
    headers: Record<string, string>,
    path = pathOf("GetUser"),
  ) {
    const exchange = connectTo((await startServer(options)).port, http).open({
      method,
      path,
      headers: { ...(method === "POST" && { "content-type": "application/proto" }), ...headers },
    });
    exchange.end(method === "POST" ? getUser : new Uint8Array());
    return exchange.response;
  }

  const preflight = (origin: string) => ({
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,authorization,x-tenant",
  });

  it("a page of an allowed origin may ask beforehand, and is told what it may send", async () => {
    const { status, headers, body } = await ask({ cors }, "OPTIONS", preflight(ours));
    expect(status).toBe(204);
    expect(body).toHaveLength(0);
    expect(headers.get("access-control-allow-origin")).toBe(ours);
    expect(listOf(headers.get("access-control-allow-methods"))).toEqual(["post", "get"]);
    expect(listOf(headers.get("access-control-allow-headers"))).toEqual(
      expect.arrayContaining([
        "content-type",
        "connect-protocol-version",
        "grpc-timeout",
        "authorization",
        "x-tenant",
      ]),
    );
    expect(headers.get("access-control-max-age")).toBe("60");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(listOf(headers.get("vary"))).toContain("origin");
  });

  it.each(theirs)("a page of %s is allowed nothing, and caches are told", async (origin) => {
    for (const [method, asked] of [
      ["OPTIONS", preflight(origin)],
      ["POST", { origin }],
    ] as const) {
      const { headers } = await ask({ cors }, method, asked);
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(listOf(headers.get("vary"))).toContain("origin");
    }
  });

  it("a page of an allowed origin may read answers and their headers", async () => {
    const response = await ask({ cors }, "POST", { origin: ours });
    expect(outcomeOf(response).code).toBe("OK");
    const { headers } = response;
    expect(headers.get("access-control-allow-origin")).toBe(ours);
    expect(listOf(headers.get("access-control-expose-headers"))).toEqual(
      expect.arrayContaining(["grpc-status", "grpc-message", "x-request-id"]),
    );
    expect(listOf(headers.get("vary"))).toContain("origin");
  });

  it.each([
    [
      "an error",
      {},
      { binding: { middleware: [staticTokens([{ token: "t", principal: { name: "a" } }])] } },
      401,
    ],
    ["a wrong content type", { "content-type": "text/plain" }, {}, 415],
    ["a compression that is not known", { "content-encoding": "zap" }, {}, 501],
  ])("a page of an allowed origin may read %s", async (_, more, options, expected) => {
    const { status, headers } = await ask({ cors, ...options }, "POST", { origin: ours, ...more });
    expect(status).toBe(expected);
    expect(headers.get("access-control-allow-origin")).toBe(ours);
  });

  it("a preflight needs no token", async () => {
    const middleware = [staticTokens([{ token: "t", principal: { name: "a" } }])];
    const { status } = await ask({ cors, binding: { middleware } }, "OPTIONS", preflight(ours));
    expect(status).toBe(204);
  });

  it("* lets every origin in, each by its name", async () => {
    for (const origin of [ours, ...theirs]) {
      const { headers } = await ask({ cors: { origins: ["*"] } }, "OPTIONS", preflight(origin));
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(listOf(headers.get("vary"))).toContain("origin");
    }
  });

  it("by default nothing is allowed", async () => {
    const asked = await ask({}, "OPTIONS", preflight(ours));
    expect(asked.status).toBe(405);
    const called = await ask({}, "POST", { origin: ours });
    expect(outcomeOf(called).code).toBe("OK");
    for (const { headers } of [asked, called]) {
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});

function listOf(header: string | null): string[] {
  return (header ?? "").toLowerCase().split(/, */);
}
