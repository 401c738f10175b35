// A stand-in for Lambda, of which there is none here: an HTTP server that calls a handler with
// the events that a function URL makes of requests, and answers with what it makes of results.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";

/** Answers an event, in whatever way a function does. */
export type Answer = (event: LambdaFunctionURLEvent, response: ServerResponse) => Promise<void>;

/** A function that can be called by its URL. */
export interface FunctionUrl {
  readonly baseUrl: string;
  close(): void;
}

/** Serves a function on a free port. */
export async function serveFunction(answer: Answer): Promise<FunctionUrl> {
  const server = createServer(async (request, response) => {
    await answer(await eventOf(request), response).catch(() => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { baseUrl: `http://127.0.0.1:${port}`, close };
}

/** A request in payload format 2.0. */
async function eventOf(request: IncomingMessage): Promise<LambdaFunctionURLEvent> {
  const url = new URL(request.url ?? "", "http://function");
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, `${value}`]));
  const body = await buffer(request);
  const isText = /^(text\/|application\/json)/.test(headers["content-type"] ?? "");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split("; ") }),
    headers,
    requestContext: {
      accountId: "anonymous",
      apiId: "abcdef",
      domainName: "abcdef.lambda-url.eu-central-1.on.aws",
      domainPrefix: "abcdef",
      http: {
        method: request.method ?? "",
        path: url.pathname,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.7",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: crypto.randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: "26/Nov/2026:08:00:00 +0000",
      timeEpoch: 1_795_680_000_000,
    },
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Answers with the result of a handler whose invoke mode is BUFFERED. */
export function buffered(
  handler: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>,
): Answer {
  return async (event, response) => {
    const result = await handler(event);
    if (typeof result === "string") return void response.end(result);
    response.writeHead(result.statusCode ?? 200, Object(result.headers));
    response.end(Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8"));
  };
}
