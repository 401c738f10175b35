import { fileURLToPath } from "node:url";
import type { ServeOptions, Transport } from "./options.ts";

const protocols = {
  connect: "Connect, gRPC and gRPC-Web",
  grpc: "gRPC",
} satisfies Record<Transport, string>;

/** What is printed when the server listens: where, and the first things to try. */
export function greeting(address: string, options: ServeOptions): string {
  return `listening on ${address} (${protocols[options.transport]})

Try, from another terminal${needsToken(options) ? ", with one of your tokens as TOKEN" : ""}:
  ${createCommand(address, options)}
  ${bufCurl(address, options, "WatchUserUpdates", '{"userId":1}')}
or from TypeScript:
  ${client(address, options)}
`;
}

function createCommand(address: string, options: ServeOptions): string {
  const json = '{"email":"ada@example.com","name":"Ada"}';
  if (options.transport === "grpc") return bufCurl(address, options, "CreateUser", json);
  const flags = [...(isSecure(address) ? ["--insecure"] : []), ...authorizationFlags(options)];
  const headers = ["-H 'content-type: application/json'", ...flags].join(" ");
  return `curl ${headers} \\
    -d '${json}' ${address}/userservice.v1.UserService/CreateUser`;
}

function bufCurl(address: string, options: ServeOptions, method: string, json: string): string {
  const flags = [
    "--protocol grpc",
    isSecure(address) ? "--insecure" : "--http2-prior-knowledge",
    ...schemaFlags(options),
    ...authorizationFlags(options),
  ];
  return `npx -y @bufbuild/buf curl ${flags.join(" ")} \\
    -d '${json}' ${address}/userservice.v1.UserService/${method}`;
}

/** Where buf has the schema from: the server if it tells, which asks of that what it asks of every call. */
function schemaFlags(options: ServeOptions): string[] {
  if (!options.reflection) return [`--schema '${contractFolder()}'`];
  return needsToken(options) ? ["--reflect-header '*'"] : [];
}

/** The contract that core has beside its code; in a clone, whose sources run as they are, the root's. */
function contractFolder(): string {
  const core = import.meta.resolve("@org/user-core");
  return fileURLToPath(new URL(core.endsWith(".ts") ? "../../../proto" : "proto", core));
}

function client(address: string, options: ServeOptions): string {
  const headers = needsToken(options) ? ['headers: { authorization: "Bearer TOKEN" }'] : [];
  if (options.transport === "grpc") {
    const authority = address.replace(/^https?:\/\//, "");
    const given = [...(isSecure(address) ? ["tls: {}"] : []), ...headers].join(", ");
    const last = given === "" ? "" : `, { ${given} }`;
    return `createGrpcClient("${authority}", UserService${last}).listUsers({})   // @org/user-transport-grpc`;
  }
  const given = [`baseUrl: "${address}"`, ...headers].join(", ");
  return `createConnectClient(UserService, { ${given} }).listUsers({})   // @org/user-transport-connect/node`;
}

function authorizationFlags(options: ServeOptions): string[] {
  return needsToken(options) ? ["-H 'authorization: Bearer TOKEN'"] : [];
}

/** Tokens themselves are for who started the server, not for who reads its output. */
function needsToken({ authTokens, jwt }: ServeOptions): boolean {
  return authTokens.length > 0 || jwt !== undefined;
}

function isSecure(address: string): boolean {
  return address.startsWith("https:");
}
