// node:http2 answering fixed bytes: the platform's limit. What it sends is what
// a gRPC client wants: headers, one message, trailers. Prints its port.
import { createServer, type ServerHttp2Stream } from "node:http2";
import { toBinary } from "@bufbuild/protobuf";
import { UserSchema } from "@org/user-core";
import { printPort } from "../print-port.ts";
import { theUser } from "../users.ts";

const message = toBinary(UserSchema, theUser);
const body = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);

const server = createServer();
server.on("stream", (stream: ServerHttp2Stream) => {
  stream.on("data", () => {});
  stream.on("end", () => {
    stream.respond(
      { ":status": 200, "content-type": "application/grpc+proto" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(body);
  });
});
printPort(server);
