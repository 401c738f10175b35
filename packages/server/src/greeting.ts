import type { ServeOptions, Transport } from "./options.ts";

const protocols = {
  connect: "Connect, gRPC and gRPC-Web",
  grpc: "gRPC",
} satisfies Record<Transport, string>;

/** What is printed when the server listens: where, and the first things to try. */
export function greeting(address: string, options: ServeOptions): string {
  return `listening on ${address} (${protocols[options.transport]})

Try, from another terminal${options.reflection ? "" : " in the project's folder"}:
  ${createCommand(address, options)}
  ${bufCurl(address, options, "WatchUserUpdates", '{"userId":1}')}
or from TypeScript:
  ${client(address, options)}
`;
}

function createCommand(address: string, options: ServeOptions): string {
  const json = '{"email":"ada@example.com","name":"Ada"}';
  if (options.transport === "grpc") return bufCurl(address, options, "CreateUser", json);
  const flags = [...(isSecure(address) ? ["--insecure"] : []), ...authorization(options)];
  const headers = ["-H 'content-type: application/json'", ...flags].join(" ");
  return `curl ${headers} \\
    -d '${json}' ${address}/userservice.v1.UserService/CreateUser`;
}

function bufCurl(address: string, options: ServeOptions, method: string, json: string): string {
  const flags = [
    "--protocol grpc",
    isSecure(address) ? "--insecure" : "--http2-prior-knowledge",
    ...(options.reflection ? [] : ["--schema proto"]),
    ...authorization(options),
  ];
  return `npx -y @bufbuild/buf curl ${flags.join(" ")} \\
    -d '${json}' ${address}/userservice.v1.UserService/${method}`;
}

function client(address: string, { transport }: ServeOptions): string {
  const tls = isSecure(address) ? ", { tls: {} }" : "";
  if (transport === "grpc") {
    const authority = address.replace(/^https?:\/\//, "");
    return `createGrpcClient("${authority}", UserService${tls}).listUsers({})   // @org/user-transport-grpc`;
  }
  return `createConnectClient(UserService, { baseUrl: "${address}" }).listUsers({})   // @org/user-transport-connect/node`;
}

function authorization({ authTokens, jwt }: ServeOptions): string[] {
  // Tokens are for who started the server, not for who reads its output.
  return authTokens.length === 0 && jwt === undefined ? [] : ["-H 'authorization: Bearer TOKEN'"];
}

function isSecure(address: string): boolean {
  return address.startsWith("https:");
}
