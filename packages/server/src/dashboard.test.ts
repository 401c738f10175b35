import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
} from "@org/user-core";
import { createFaultyStore } from "@org/user-testing";
import { describe, expect, it } from "vitest";
import { parsePromQl } from "./promql.fixture.ts";
import { startTelemetry } from "./telemetry.ts";

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly definition?: string }[];
  };
}

const path = join(import.meta.dirname, "../../../examples/grafana/dashboard.json");
const { panels, templating }: Dashboard = JSON.parse(readFileSync(path, "utf8"));

/** What is asked of Prometheus, with where it stands. */
const expressions = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);

/** `label_values(series, label)`, which is Grafana's own. */
const variables = templating.list.flatMap(({ name, definition = "" }) => {
  const [, expr, label] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? [];
  return expr === undefined || label === undefined ? [] : [{ title: `$${name}`, expr, label }];
});

/** What Prometheus adds to whatever it scrapes. */
const ofEveryTarget = ["job", "instance"];

/** Labels by the name of their series, as the server's endpoint has them after calls of all kinds. */
async function scrape(): Promise<Map<string, Set<string>>> {
  const options = { host: "127.0.0.1", metricsPort: 0, otlpEndpoint: undefined, store: "memory:" };
  const telemetry = await startTelemetry(
    options,
    () => {},
    async () => undefined,
  );
  const store = createFaultyStore(createMemoryStore());
  const { services } = createUserService({
    store: telemetry.withStore(store),
    middleware: [telemetry.middleware],
  });
  const users = createInProcessClient(UserService, services);
  await users.createUser({ email: "ada@example.com", name: "Ada" });
  store.inject({ kind: "fails", operation: "get" });
  await expect(users.getUser({ userId: 1 })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const text = await (await fetch(telemetry.metricsAddress ?? "")).text();
  await telemetry.close();
  return labelsOf(text);
}

function labelsOf(text: string): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const [, series = "", inBraces = ""] of text.matchAll(/^(\w+)\{(.*)\} \S+$/gm)) {
    const known = labels.get(series) ?? new Set(ofEveryTarget);
    for (const [, label = ""] of inBraces.matchAll(/(\w+)="/g)) known.add(label);
    labels.set(series, known);
  }
  return labels;
}

describe("the dashboard of examples/grafana", () => {
  it("asks for series and labels that the server has, in PromQL", async () => {
    const scraped = await scrape();
    expect(expressions.length).toBeGreaterThan(10);
    expect(variables.map(({ title }) => title)).toEqual(["$job", "$instance", "$rpc"]);
    for (const { title, expr } of [...expressions, ...variables]) {
      const { selectors, groupedBy } = parsePromQl(expr);
      for (const { metric, labels } of selectors) {
        expect([...scraped.keys()], title).toContain(metric);
        for (const label of [...labels, ...groupedBy]) {
          expect([...(scraped.get(metric) ?? [])], title).toContain(label);
        }
      }
    }
  });

  it("draws 0, and not that there is no data, where nothing has failed yet", () => {
    // Errors have no series before the first of them.
    const ofErrors = expressions.filter(({ expr }) => /error_type|status_code!=/.test(expr));
    expect(ofErrors).toHaveLength(3);
    for (const { title, expr } of ofErrors) {
      expect(expr, title).toMatch(/ or (0 \* sum |on \(\) label_replace\(vector\(0\), )/);
    }
  });

  it("names its lines by labels that are left of the series", () => {
    for (const { title, expr, legendFormat } of expressions) {
      const { groupedBy } = parsePromQl(expr);
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        expect(groupedBy, title).toContain(label);
      }
    }
    for (const { title, expr, label } of variables) {
      expect([...ofEveryTarget, "rpc_method"], title).toContain(label);
      expect(expr).toContain("rpc_server_call_duration_seconds_count");
    }
  });

  it("has no variable that is not one of its own", () => {
    const known = new Set(templating.list.map(({ name }) => name));
    const used = readFileSync(path, "utf8").matchAll(/\$\{?(\w+)/g);
    for (const [, name = ""] of used) {
      expect(name.startsWith("__") || known.has(name), name).toBe(true);
    }
  });
});
