import type { Defect } from "./defect.ts";

const core = "packages/core/src";
const suite = "contract, in process";

/** Mistakes that let a secret, or a driver's words, out. */
export const leakDefects: readonly Defect[] = [
  {
    name: "A password that is too long is told in what is wrong with it",
    file: `${core}/users/password.ts`,
    find: `return \`must have \${minCodePoints} to \${maxCodePoints} characters\`;`,
    replace: `return \`must have \${minCodePoints} to \${maxCodePoints} characters, not \${password}\`;`,
    suite,
    promise: "of what every RPC is given, where all goes well",
  },
  {
    name: "A change of a password shows its hash to who watches",
    file: `${core}/users/handlers/update-user.ts`,
    find: "const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };",
    replace: `const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };
      for (const each of updates) if (passwordHash) each.newValue ||= passwordHash;`,
    suite,
    promise: "of what every RPC is given, where all goes well",
  },
  {
    name: "A hasher's error is passed on with the password that it quotes",
    file: `${core}/users/discreet-hasher.ts`,
    find: "throw withholdSecrets(error, secretTexts(password));",
    replace: "throw error;",
    suite,
    promise: "of a hasher that throws",
  },
  {
    name: "A driver's error is told in the answer",
    file: `${core}/rpc/to-service-error.ts`,
    find: 'new ServiceError("INTERNAL", "Internal error", {',
    replace: `new ServiceError("INTERNAL", \`Internal error: \${error}\`, {`,
    suite,
    promise: "of a store that throws, and to no client its words",
  },
  {
    name: "A driver's error goes to the log with the row that it quotes",
    file: `${core}/rpc/withhold-secrets.ts`,
    find: "texts.some((secret) => text.includes(secret)) || secretForms.some((form) => form.test(text));",
    replace: "texts.some((secret) => text.includes(secret));",
    suite,
    promise: "of a store that throws",
  },
  {
    name: "A middleware's error goes to the log with the call's token",
    file: `${core}/rpc/to-service-error.ts`,
    find: 'return header === null ? [] : [header.replace(/^\\S+ +/, "")];',
    replace: "return header === null ? [] : [];",
    suite,
    promise: "of an authenticator that throws",
  },
  {
    name: "A rule's error goes to the log with the request that it was shown",
    file: `${core}/users/user-service.ts`,
    find: "options.secretsOf ?? requestSecrets",
    replace: "options.secretsOf",
    suite,
    promise: "of a rule that throws",
  },
  {
    name: "The server's log prints an error as it is",
    file: "packages/server/src/log.ts",
    find: "const discreet = withholdSecrets(error);",
    replace: "const discreet = error ?? withholdSecrets(error);",
    suite: "unit, server log",
    promise: "in any of them",
  },
  {
    name: "What can't be decoded is quoted in the log",
    file: "packages/transport-connect/src/connect-call.ts",
    find: "if (undecodable.has(cause.code)) return",
    replace: 'if (undecodable.has(cause.code) && cause.rawMessage === "") return',
    suite: "malformed, Connect",
    promise: "leaves nothing of it in the log",
  },
];
