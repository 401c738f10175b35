// A stand-in for `awslambda`, which only Lambda's runtime has. What goes over its stream is as
// that runtime writes it: status and headers in JSON, eight zeros, and then the body.
// Source: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
import type { ServerResponse } from "node:http";
import { Writable } from "node:stream";
import type { Context, LambdaFunctionURLEvent, StreamifyHandler } from "aws-lambda";
import type { Answer } from "./function-url.ts";

/** What a handler writes to, and what comes of it at the function's URL. */
class ResponseStream extends Writable implements awslambda.HttpResponseStream {
  head: string | undefined;
  readonly #response: ServerResponse;
  #begun = false;
  #unread = Buffer.alloc(0);

  constructor(response: ServerResponse) {
    super();
    this.#response = response;
    response.on("close", () => this.destroy());
  }

  setContentType = (contentType: string): void => {
    const headers = { "content-type": contentType };
    this.head = JSON.stringify({ statusCode: 200, headers });
  };

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const prelude = this.#begun ? "" : `${this.head ?? ""}${"\0".repeat(8)}`;
    this.#begun = true;
    this.#receive(Buffer.concat([Buffer.from(prelude), chunk]));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#response.end(done);
  }

  #receive(bytes: Buffer): void {
    if (this.#response.headersSent) return void this.#response.write(bytes);
    this.#unread = Buffer.concat([this.#unread, bytes]);
    const end = this.#unread.indexOf(Buffer.alloc(8));
    if (end < 0) return;
    const { statusCode, headers } = JSON.parse(this.#unread.subarray(0, end).toString());
    this.#response.writeHead(statusCode, headers).flushHeaders();
    this.#response.write(this.#unread.subarray(end + 8));
  }
}

const awslambda = {
  streamifyResponse: (handler: unknown) => handler,
  HttpResponseStream: {
    from(stream: ResponseStream, head: unknown) {
      stream.head = JSON.stringify(head);
      return stream;
    },
  },
};
Object.assign(globalThis, { awslambda });

/** What Lambda tells a handler besides. */
const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "users",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:users",
  memoryLimitInMB: "128",
  awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  logGroupName: "/aws/lambda/users",
  logStreamName: "2026/11/26/[$LATEST]",
  getRemainingTimeInMillis: () => 30_000,
  done() {},
  fail() {},
  succeed() {},
};

/** Answers with what a handler writes whose invoke mode is RESPONSE_STREAM. */
export function streamed(handler: StreamifyHandler<LambdaFunctionURLEvent, void>): Answer {
  return async (event, response) => {
    await handler(event, new ResponseStream(response), context);
  };
}
