// node:http with a handler that does JSON.parse and JSON.stringify and nothing
// else. Prints its port.
import { createServer } from "node:http";
import { toJson } from "@bufbuild/protobuf";
import { UserSchema } from "@org/user-core";
import { printPort } from "../print-port.ts";
import { theUser } from "../users.ts";

const users = new Map([[theUser.id, toJson(UserSchema, theUser)]]);

const server = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    text += chunk;
  });
  request.on("end", () => {
    const { userId } = JSON.parse(text);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(users.get(userId)));
  });
});
printPort(server);
