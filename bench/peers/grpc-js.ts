// grpc-js as its documentation has it: protobuf-es, a Map, no middleware. Prints its port.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { type GetUserRequest, GetUserRequestSchema, type User, UserSchema } from "@org/user-core";

const users = new Map<number, User>();
const now = BigInt(Math.floor(Date.now() / 1000));
users.set(
  1,
  create(UserSchema, {
    id: 1,
    email: "alice@example.com",
    name: "Alice",
    isActive: true,
    createdAt: now,
    updatedAt: now,
    revision: 1n,
  }),
);

const codec = {
  requestSerialize: (request: GetUserRequest) =>
    Buffer.from(toBinary(GetUserRequestSchema, request)),
  requestDeserialize: (bytes: Buffer) => fromBinary(GetUserRequestSchema, bytes),
  responseSerialize: (user: User) => Buffer.from(toBinary(UserSchema, user)),
  responseDeserialize: (bytes: Buffer) => fromBinary(UserSchema, bytes),
};

const definition = {
  getUser: {
    path: "/userservice.v1.UserService/GetUser",
    requestStream: false,
    responseStream: false,
    ...codec,
  },
  syncUsers: {
    path: "/userservice.v1.UserService/SyncUsers",
    requestStream: true,
    responseStream: true,
    ...codec,
  },
};

const server = new Server();
server.addService(definition, {
  getUser(call: ServerUnaryCall<GetUserRequest, User>, callback: sendUnaryData<User>) {
    const user = users.get(call.request.userId);
    if (user) callback(null, user);
    else callback({ code: status.NOT_FOUND, details: "not found" });
  },
  syncUsers(call: ServerDuplexStream<GetUserRequest, User>) {
    call.on("data", ({ userId }: GetUserRequest) => {
      const user = users.get(userId);
      if (user) call.write(user);
    });
    call.on("end", () => call.end());
  },
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_error, port) => {
  console.log(port);
});
