import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import type { ISecret } from "kubernetes-models/v1/Secret";
import type { IService } from "kubernetes-models/v1/Service";
import { parseAllDocuments } from "yaml";

const folder = join(import.meta.dirname, "../manifests");

/** Every object of the manifests. */
export const objects: readonly object[] = readdirSync(folder).flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), "utf8"), { strict: true }).map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault) throw new Error(`${file}: ${fault.message}`);
    return Object(document.toJS());
  }),
);

/** The first object of a kind; that it is one, `schemas.test.ts` says. */
function first<T extends { readonly kind: string }>(kind: T["kind"]): T {
  const found = objects.find((each): each is T => "kind" in each && each.kind === kind);
  if (found === undefined) throw new Error(`There is no ${kind}`);
  return found;
}

export const deployment = first<IDeployment>("Deployment");
export const disruptionBudget = first<IPodDisruptionBudget>("PodDisruptionBudget");
export const secret = first<ISecret>("Secret");
export const service = first<IService>("Service");
