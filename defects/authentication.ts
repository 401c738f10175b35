import type { Defect } from "./defect.ts";

const core = "packages/core/src";
const middleware = `${core}/middleware`;
const jwt = "packages/jwt/src";

/** Mistakes in who is let in, for how long, and to what. */
export const authenticationDefects: readonly Defect[] = [
  {
    name: "Bearer is recognised in one case only",
    file: `${middleware}/bearer-token.ts`,
    find: "/^Bearer +/i",
    replace: "/^Bearer +/",
    suite: "contract, in process",
    promise: "lets in bearer first-token",
  },
  {
    name: "A stream goes on when its caller's token has expired",
    file: `${middleware}/authenticate.ts`,
    find: "    return endless && call.principal?.expiresAt !== undefined\n",
    replace: "    return !endless && call.principal?.expiresAt !== undefined\n",
    suite: "contract, in process",
    promise: "ends a watch when its caller's token expires, and its handler with it",
  },
  {
    name: "What is exempt is so in every service of that name",
    file: `${middleware}/authenticate.ts`,
    find: `return \`\${parent.typeName}/\${name}\`;`,
    replace: `return \`\${parent.name}/\${name}\`;`,
    suite: "unit, authentication",
    promise: "is not the same method of a service under another name",
  },
  {
    name: "A promise that is none of this realm's is taken for a principal, and so for nobody",
    file: `${middleware}/authenticate.ts`,
    find: 'return typeof found === "object" && found !== null && "then" in found;',
    replace: "return found instanceof Promise;",
    suite: "unit, authentication",
    promise: "is nobody's promise of another realm either",
  },
  {
    name: "A scope is found within another's name",
    file: `${middleware}/require-scopes.ts`,
    find: "principal?.scopes?.includes(scope)",
    replace: 'principal?.scopes?.join(" ").includes(scope)',
    suite: "unit, scopes",
    promise: "lets getUser be called with its scope among others, and with no other",
  },
  {
    name: "Of a stream of requests only its beginning is authorized",
    file: `${core}/rpc/request-guard.ts`,
    find: "      for (const request of batch) await show(request);\n",
    replace: "",
    suite: "contract, in process",
    promise:
      "ends a stream with the request that is refused, which its handler never sees, read in",
  },
  {
    name: "JWT: the audience is not checked",
    file: `${jwt}/jwt-authentication.ts`,
    find: '    audience: namesIn("audience", options.audience),\n',
    replace: "",
    suite: "unit, tokens",
    promise: "is for another audience",
  },
  {
    name: "JWT: a token that never expires is let in",
    file: `${jwt}/jwt-authentication.ts`,
    find: 'requiredClaims: ["exp"],',
    replace: "requiredClaims: [],",
    suite: "unit, tokens",
    promise: "never expires",
  },
  {
    name: "JWT: the token says itself how it is signed",
    file: `${jwt}/jwt-authentication.ts`,
    find: "    algorithms: [...options.algorithms],\n",
    replace: "",
    suite: "unit, tokens",
    promise: "is signed with an algorithm that is not named, though by a known key",
  },
  {
    name: "JWT: every unknown key leads to a fetch",
    file: `${jwt}/remote-keys.ts`,
    find: " || !mayLoad()) throw error;",
    replace: ") throw error;",
    suite: "unit, remote keys",
    promise: "leads to no fetch within the cooldown, and to one after it",
  },
  {
    name: "JWT: keys are forgotten when their address is down",
    file: `${jwt}/remote-keys.ts`,
    find: "if (keys !== undefined) onError(error);",
    replace: "if (keys !== undefined) onError(error);\n      keys = undefined;",
    suite: "unit, remote keys",
    promise: "an address of keys that is down > lets the known keys go on, old as they are",
  },
];
