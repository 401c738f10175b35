import assert from "node:assert/strict";
import { test } from "node:test";
import { validate as deployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as secret } from "kubernetes-models/_schemas/IoK8sApiCoreV1Secret";
import { validate as service } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as disruptionBudget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { objects } from "./manifests.ts";

type Schema = ((data: unknown) => boolean) & { readonly errors?: unknown };

// Kubernetes' own schemas, as functions.
const schemas = new Map<string, Schema>([
  ["apps/v1 Deployment", deployment],
  ["v1 Secret", secret],
  ["v1 Service", service],
  ["policy/v1 PodDisruptionBudget", disruptionBudget],
]);

/** The same object, that notes which of its fields are read: a schema reads those it knows. */
function noting(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const fields = new Map<string | symbol, unknown>();
  for (const [key, each] of Object.entries(value)) {
    unread.add(`${path}.${key}`);
    fields.set(key, noting(each, `${path}.${key}`, unread));
  }
  return new Proxy(value, {
    get(target, key) {
      unread.delete(`${path}.${String(key)}`);
      return fields.has(key) ? fields.get(key) : Reflect.get(target, key);
    },
  });
}

for (const object of objects) {
  const { apiVersion, kind, metadata } = Object(object);
  test(`${kind} ${metadata?.name} is as its schema says, and has no other field`, () => {
    const validate = schemas.get(`${apiVersion} ${kind}`);
    assert.ok(validate, "it has a schema");
    const unread = new Set<string>();
    const valid = validate(noting(object, kind, unread));
    assert.deepEqual(
      { valid, errors: validate.errors, unread: [...unread] },
      {
        valid: true,
        errors: null,
        unread: [],
      },
    );
  });
}
