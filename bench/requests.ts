/** The bearer token of every request, whether a server asks for one or not. */
export const token = "t".repeat(40);

/** The request headers of every load. */
export const requestHeaders = {
  "content-type": "application/grpc",
  te: "trailers",
  authorization: `Bearer ${token}`,
} as const;

/** A call with prepared bytes. */
export interface PreparedCall {
  readonly port: number;
  /** `/package.Service/Method`. */
  readonly path: string;
  /** A file with the request body. */
  readonly body: string;
}
