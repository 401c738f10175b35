import type { Reasons } from "./reason.ts";

/** The survivors of the middleware that somebody has looked at. */
export const middlewareReasons: Reasons = {
  "middleware/authenticate.ts": [
    {
      line: "timeOf: (call) => call.principal?.expiresAt,",
      changes: ["call.principal?.expiresAt → call.principal.expiresAt"],
      kind: "unreachable",
      why: "Only calls with a principal are watched for its end.",
    },
    {
      line: "return endless && call.principal?.expiresAt !== undefined",
      changes: ["call.principal?.expiresAt !== undefined → true"],
      kind: "performance",
      why: "A stream whose principal never expires would be looked at with those whose do.",
    },
    {
      line: "return endless && call.principal?.expiresAt !== undefined",
      changes: ["call.principal?.expiresAt → call.principal.expiresAt"],
      kind: "unreachable",
      why: "Exempt calls do not come here, and others have a principal.",
    },
    {
      line: "if (only !== undefined && others.length === 0) return only;",
      changes: ["only !== undefined && others.length === 0 → false"],
      kind: "performance",
      why: "One authenticator alone would be asked a turn later.",
    },
    {
      line: "if (exempt.length === 0) return () => false;",
      changes: ["exempt.length === 0 → false", "() => false → () => undefined"],
      kind: "performance",
      why: "Without exemptions nothing is found among them; a name need not be made.",
    },
  ],
  "middleware/drain.ts": [
    {
      line: "let refuses: (call: Call) => boolean = () => false;",
      changes: ["() => false → () => undefined"],
      kind: "equivalent",
      why: "`undefined` refuses as little as `false`.",
    },
    {
      line: "listeners.clear();",
      changes: ["listeners.clear(); → ;"],
      kind: "equivalent",
      why: "Draining begins once, so that nobody is called a second time; the line lets go of memory.",
    },
  ],
  "middleware/limit-calls.ts": [
    {
      line: "if (present === 1) byPrincipal.delete(name);",
      changes: ["present === 1 → false"],
      kind: "performance",
      why: "A name that has no streams is kept; what it may have is the same.",
    },
    {
      line: "if (name !== undefined) leaveOwn(name);",
      changes: ["name !== undefined → true"],
      kind: "equivalent",
      why: "Nobody has no place to give back.",
    },
  ],
  "middleware/peer-network.ts": [
    {
      line: 'const [head = "", tail] = address.split("::", 2);',
      changes: ['"" → "Stryker was here!"'],
      kind: "unreachable",
      why: "What is split has a first part.",
    },
  ],
  "middleware/shed-load.ts": [
    {
      line: "if (longSince !== undefined && turnEnded - longSince > patienceMs) onOverload?.(found);",
      changes: ["longSince !== undefined → true"],
      kind: "equivalent",
      why: "A difference from `undefined` is not more than anything.",
    },
  ],
  "middleware/static-tokens.ts": [
    {
      line: "if (principal && digests.size < maxDigests) digests.set(header, digest);",
      changes: [
        "principal && digests.size < maxDigests → false",
        "principal && digests.size < maxDigests → true",
        "digests.size < maxDigests → true",
        "principal && digests.size < maxDigests → principal || digests.size < maxDigests",
        "digests.size < maxDigests → digests.size <= maxDigests",
        "digests.size < maxDigests → digests.size >= maxDigests",
        "digests.set(header, digest); → ;",
      ],
      kind: "performance",
      why: "What is remembered is what would be computed again. That guesses are not kept bounds the memory, which no test of one process can see.",
    },
  ],
  "middleware/trace-parent.ts": [
    {
      line: 'const [, version, traceId, spanId, more] = traceparent.exec(header ?? "") ?? [];',
      changes: ['"" → "Stryker was here!"', '[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "What does not match has no ids, whatever stands in its place.",
    },
    {
      line: "if (traceId === undefined || spanId === undefined) return undefined;",
      changes: [
        "traceId === undefined || spanId === undefined → traceId === undefined && spanId === undefined",
        "traceId === undefined → false",
        "spanId === undefined → false",
      ],
      kind: "unreachable",
      why: "A header that matches has both ids, and another none.",
    },
  ],
  "middleware/trust-proxies.ts": [
    {
      line: "rest = comma < 0 ? undefined : rest.slice(0, comma);",
      changes: ["comma < 0 → comma <= 0"],
      kind: "equivalent",
      why: "What is before a comma at the beginning is no address.",
    },
  ],
};
