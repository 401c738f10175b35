import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import { headersOf, type PreparedCall, pathOf } from "./requests.ts";

/**
 * Makes a call once, sees that it succeeds, and gives how many bytes its
 * answer takes. h2load knows nothing of gRPC: an error has HTTP status 200 too,
 * and is told from a user only by what was sent.
 */
export function answerBytes(call: PreparedCall): Promise<number> {
  return call.protocol === "json" ? jsonBytes(call) : grpcBytes(call);
}

async function jsonBytes(call: PreparedCall): Promise<number> {
  const url = `http://127.0.0.1:${call.port}${pathOf(call)}`;
  const request = { method: "POST", headers: headersOf(call), body: readFileSync(call.body) };
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${call.method} ended with status ${response.status}`);
  return (await response.arrayBuffer()).byteLength;
}

async function grpcBytes(call: PreparedCall): Promise<number> {
  const session = connect(`http://127.0.0.1:${call.port}`);
  try {
    const head = { ":method": "POST", ":path": pathOf(call), ...headersOf(call) };
    const stream = session.request(head);
    let status: unknown;
    stream.on("response", (headers) => {
      status = headers["grpc-status"];
    });
    stream.on("trailers", (trailers) => {
      status = trailers["grpc-status"];
    });
    let bytes = 0;
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.end(readFileSync(call.body));
    await once(stream, "end");
    if (Number(status) !== 0) throw new Error(`${call.method} ended with status ${status}`);
    return bytes;
  } finally {
    session.close();
  }
}
