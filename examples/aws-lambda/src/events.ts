import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";

/**
 * The request that an event of a function URL tells of.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function requestOf(event: LambdaFunctionURLEvent): Request {
  const { requestContext, rawPath, rawQueryString, cookies, body, isBase64Encoded } = event;
  const { method, sourceIp } = requestContext.http;
  const url = new URL(`https://${requestContext.domainName}${rawPath}`);
  url.search = rawQueryString;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) headers.set(name, value);
  }
  if (cookies) headers.set("cookie", cookies.join("; "));
  headers.set("x-forwarded-for", sourceIp);
  return new Request(url, {
    method,
    headers,
    ...(body !== undefined && { body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") }),
  });
}

/** A response as the result of a function that answers with all of it at once. */
export async function resultOf(response: Response): Promise<LambdaFunctionURLResult> {
  const body = Buffer.from(await response.arrayBuffer()).toString("base64");
  return { ...headOf(response), body, isBase64Encoded: true };
}

/** Status and headers, as results and streams have them. */
export function headOf({ status, headers }: Response): {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
} {
  return { statusCode: status, headers: Object.fromEntries(headers) };
}
