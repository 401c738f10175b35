// connect-node as its documentation has it: connectNodeAdapter, a Map, no
// interceptors. Prints its port. Argument: 1 for HTTP/1.1, 2 for HTTP/2.
import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { UserService } from "@org/user-core";
import { printPort } from "../print-port.ts";
import { hundredUsers, theUser } from "../users.ts";

const users = new Map([[theUser.id, theUser]]);
const list = { users: hundredUsers, total: hundredUsers.length, hasMore: false };

const routes = (router: ConnectRouter) =>
  router.service(UserService, {
    getUser({ userId }) {
      const user = users.get(userId);
      if (user) return user;
      throw new ConnectError("not found", Code.NotFound);
    },
    listUsers: () => list,
    async *syncUsers(requests) {
      for await (const { userId } of requests) {
        const user = users.get(userId);
        if (user) yield user;
      }
    },
  });

const handler = connectNodeAdapter({ routes });
printPort(process.argv[2] === "1" ? createHttp1Server(handler) : createHttp2Server(handler));
