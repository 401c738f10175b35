// Opens watches over gRPC, a hundred on each connection, and prints a line when
// all of them watch. Ends when killed. Arguments: port, how many.
import { type ClientHttp2Session, connect } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { UserUpdateRequestSchema } from "@org/user-core";
import { headersOf, pathOf } from "../requests.ts";

const [port, count] = process.argv.slice(2).map(Number);
if (port === undefined || count === undefined) throw new Error("port and count are needed");
const streamsPerConnection = 100;

const message = toBinary(UserUpdateRequestSchema, create(UserUpdateRequestSchema, { userId: 1 }));
const body = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
const call = { method: "WatchUserUpdates", protocol: "grpc" } as const;
const head = { ":method": "POST", ":path": pathOf(call), ...headersOf(call) };

/** Resolves when the server has said that it watches. */
function watch(session: ClientHttp2Session): Promise<void> {
  const stream = session.request(head);
  stream.end(body);
  stream.resume();
  return new Promise((resolve, reject) => {
    stream.on("response", (headers) => {
      if (headers["grpc-status"] === undefined) resolve();
      else reject(new Error(`a watch ended with status ${headers["grpc-status"]}`));
    });
    stream.on("error", reject);
  });
}

for (let opened = 0; opened < count; opened += streamsPerConnection) {
  const session = connect(`http://127.0.0.1:${port}`);
  const streams = Math.min(streamsPerConnection, count - opened);
  await Promise.all(Array.from({ length: streams }, () => watch(session)));
}
console.log("watching");
