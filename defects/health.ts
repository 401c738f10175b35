import type { Defect } from "./defect.ts";

const health = "packages/core/src/health";

/** Mistakes in what is told of a server's health. */
export const healthDefects: readonly Defect[] = [
  {
    name: "Failed checks are counted over all, not in a row",
    file: `${health}/standing.ts`,
    find: "if (succeeded === ready) return { ready, against: 0 };",
    replace: "if (succeeded === ready) return { ready, against };",
    suite: "unit, standing",
    promise: "changes exactly when as many checks in a row as the threshold say otherwise",
  },
  {
    name: "It takes one failed check more than the threshold",
    file: `${health}/standing.ts`,
    find: "return against + 1 < needed",
    replace: "return against < needed",
    suite: "unit, standing",
    promise: "changes exactly when as many checks in a row as the threshold say otherwise",
  },
  {
    name: "A server is ready again after as many checks as it takes not to be",
    file: `${health}/standing.ts`,
    find: "const needed = ready ? failureThreshold : successThreshold;",
    replace: "const needed = failureThreshold;",
    suite: "unit, readiness",
    promise: "is ready again after two checks in a row, and not after one",
  },
  {
    name: "Everybody who asks has the store checked",
    file: `${health}/readiness.ts`,
    find: "if (performance.now() - checkedAt >= recheckMs) await look();",
    replace: "await look();",
    suite: "unit, readiness",
    promise: "a thousand who ask in a second cost the store one check",
  },
  {
    name: "A check that speaks against what is known is not repeated by itself",
    file: `${health}/readiness.ts`,
    find: "    if (standing.against > 0) lookAgain();\n",
    replace: "",
    suite: "unit, readiness",
    promise: "the third in a row does, though asked only once",
  },
  {
    name: "A check that takes too long has failed without a word",
    file: `${health}/readiness.ts`,
    find: "const late = () => fail(",
    replace: "const late = () => resolve(void ",
    suite: "unit, readiness",
    promise: "its owner is told why a check failed",
  },
  {
    name: "A server is ready whose drain began while its check ran",
    file: `${health}/readiness.ts`,
    find: "return standing.ready === true && !drain?.draining;",
    replace: "return standing.ready === true;",
    suite: "unit, health and drain",
    promise: "a Check whose store answers after draining began is NOT_SERVING",
  },
];
