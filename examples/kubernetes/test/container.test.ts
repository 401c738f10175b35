import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { deployment, disruptionBudget, secret, service } from "./manifests.ts";
import { container, environment, knownSettings, startContainer } from "./server.ts";

const pod = deployment.spec?.template.spec;
const ports = new Map(container?.ports?.map(({ name, containerPort }) => [name, containerPort]));

function seconds(setting: string): number {
  const [, value] = /^(\d+)s$/.exec(environment()[setting] ?? "") ?? [];
  assert.ok(value, `${setting} is in seconds`);
  return Number(value);
}

test("names settings alone that user-server has", () => {
  const known = knownSettings();
  assert.ok(known.has("USER_SERVER_STORE"));
  for (const { name } of container?.env ?? []) assert.ok(known.has(name), name);
});

test("gives a pod longer to end than the server takes", () => {
  const takes = seconds("USER_SERVER_DRAIN_DELAY") + seconds("USER_SERVER_GRACE");
  assert.ok((pod?.terminationGracePeriodSeconds ?? 0) >= takes + 2);
});

test("takes secrets from the Secret, and none of them in the clear", () => {
  for (const { name, value, valueFrom } of container?.env ?? []) {
    assert.ok(value === undefined || !/STORE|TOKEN/.test(name), name);
    if (valueFrom) assert.equal(valueFrom.secretKeyRef?.name, secret.metadata?.name);
  }
});

test("selects the pods, and names their ports", () => {
  const labels = deployment.spec?.template.metadata?.labels;
  for (const selector of [
    deployment.spec?.selector.matchLabels,
    disruptionBudget.spec?.selector?.matchLabels,
    service.spec?.selector,
  ]) {
    assert.deepEqual(selector, labels);
  }
  assert.equal(`${ports.get("calls")}`, environment().USER_SERVER_PORT);
  assert.equal(`${ports.get("metrics")}`, environment().USER_SERVER_METRICS_PORT);
  for (const { targetPort } of service.spec?.ports ?? []) assert.ok(ports.has(`${targetPort}`));
});

test("answers its probes, says at SIGTERM that it goes, and ends in time with 0", async (t) => {
  const started = await startContainer({
    USER_SERVER_STORE: "memory:",
    USER_SERVER_PORT: "0",
    USER_SERVER_METRICS_PORT: "0",
    USER_SERVER_DRAIN_DELAY: "3s",
  });
  t.after(() => started.process.kill("SIGKILL"));
  const base = started.address.replace("0.0.0.0", "127.0.0.1");
  const status = async (path?: string) => (await fetch(`${base}${path}`)).status;
  assert.equal(await status(container?.startupProbe?.httpGet?.path), 200);
  assert.equal(await status(container?.livenessProbe?.httpGet?.path), 200);
  assert.equal(container?.readinessProbe?.grpc?.port, ports.get("calls"));
  const command = join(import.meta.dirname, "../node_modules/.bin/user-server");
  const check = ["check", "--address", base, "--protocol", "grpc"];
  assert.match(execFileSync(command, check, { encoding: "utf8" }), /SERVING/);

  const exited = once(started.process, "exit");
  started.process.kill("SIGTERM");
  while ((await status("/readyz")) === 200);
  assert.equal(await status("/readyz"), 503);
  assert.equal(await status("/healthz"), 200);
  assert.deepEqual(await exited, [0, null]);
});
