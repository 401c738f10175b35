import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import { type PreparedCall, requestHeaders } from "./requests.ts";

/**
 * Makes a call once, sees that it succeeds, and gives how many bytes its
 * answer takes. h2load knows nothing of gRPC: an error has HTTP status 200 too,
 * and is told from a user only by what was sent.
 */
export async function answerBytes({ port, path, body }: PreparedCall): Promise<number> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({ ":method": "POST", ":path": path, ...requestHeaders });
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
    stream.end(readFileSync(body));
    await once(stream, "end");
    if (Number(status) !== 0) throw new Error(`${path} ended with status ${status}`);
    return bytes;
  } finally {
    session.close();
  }
}
