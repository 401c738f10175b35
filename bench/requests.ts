/** The bearer token of every request, whether a server asks for one or not. */
export const token = "t".repeat(40);

/** Header that carries it. */
export const authorization = `Bearer ${token}`;

/** A call with prepared bytes. */
export interface PreparedCall {
  readonly port: number;
  /** Of `userservice.v1.UserService`. */
  readonly method: string;
  /** A file with the request body. */
  readonly body: string;
  /** gRPC over HTTP/2, or Connect in JSON over HTTP/1.1. */
  readonly protocol: "grpc" | "json";
}

/** `/package.Service/Method`. */
export function pathOf({ method }: Pick<PreparedCall, "method">): string {
  return `/userservice.v1.UserService/${method}`;
}

/** The request headers of a call. */
export function headersOf({ protocol }: Pick<PreparedCall, "protocol">): Record<string, string> {
  if (protocol === "json") return { "content-type": "application/json", authorization };
  return { "content-type": "application/grpc", te: "trailers", authorization };
}
