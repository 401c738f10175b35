import { once } from "node:events";
import { connect } from "node:http2";
import type { Attack, Outcome, Target } from "../attack.ts";

const chunk = Buffer.alloc(5 * 10_000);

/** Empty messages, five bytes each, on one stream of BatchCreateUsers. */
export const tinyMessages: Attack = {
  name: "tiny-messages",
  what: "ten million empty messages on one stream",
  transports: ["connect", "grpc"],
  seconds: 120,
  run,
};

async function run({ port, until, scale }: Target): Promise<Outcome> {
  const most = 10_000_000 * scale;
  const session = connect(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  const stream = session.request({
    ":method": "POST",
    ":path": "/userservice.v1.UserService/BatchCreateUsers",
    "content-type": "application/grpc",
    te: "trailers",
  });
  let status = "none";
  stream.on("error", () => {});
  stream.on("trailers", (trailers) => {
    status = `${trailers["grpc-status"]}`;
  });
  stream.resume();
  const start = performance.now();
  let sent = 0;
  while (sent < most && performance.now() < until && !stream.destroyed) {
    sent += 10_000;
    if (!stream.write(chunk)) await once(stream, "drain");
  }
  stream.end();
  if (!stream.destroyed) await once(stream, "close");
  const perSecond = Math.round((sent / (performance.now() - start)) * 1_000);
  session.destroy();
  const note = `${perSecond.toLocaleString("en-US")} a second, status ${status}`;
  return { unit: "messages", tried: sent, held: 0, refused: 0, note };
}
