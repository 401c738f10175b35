import { Writable } from "node:stream";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { headOf, requestOf, resultOf } from "./events.ts";
import type { Users } from "./users.ts";

/** A handler for a function URL whose invoke mode is BUFFERED. */
export function bufferedHandler(users: Users) {
  return async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> =>
    resultOf(await users(requestOf(event)));
}

/** A handler for a function URL whose invoke mode is RESPONSE_STREAM. */
export function streamedHandler(users: Users) {
  return awslambda.streamifyResponse(async (event: LambdaFunctionURLEvent, responseStream) => {
    const response = await users(requestOf(event));
    const stream = awslambda.HttpResponseStream.from(responseStream, headOf(response));
    // Status and headers go out with the first write: those of a watch say that it watches.
    stream.write("");
    if (response.body === null) stream.end();
    else await response.body.pipeTo(Writable.toWeb(stream));
  });
}
