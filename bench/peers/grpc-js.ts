// grpc-js as its documentation has it: protobuf-es, a Map, no middleware. Prints its port.
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import {
  type GetUserRequest,
  GetUserRequestSchema,
  type ListUsersRequest,
  ListUsersRequestSchema,
  type ListUsersResponse,
  ListUsersResponseSchema,
  type User,
  UserSchema,
} from "@org/user-core";
import { hundredUsers, theUser } from "../users.ts";

const users = new Map<number, User>([[theUser.id, theUser]]);
const list = create(ListUsersResponseSchema, { users: hundredUsers, total: hundredUsers.length });

function codec<I extends DescMessage, O extends DescMessage>(input: I, output: O) {
  return {
    requestSerialize: (request: MessageShape<I>) => Buffer.from(toBinary(input, request)),
    requestDeserialize: (bytes: Buffer) => fromBinary(input, bytes),
    responseSerialize: (response: MessageShape<O>) => Buffer.from(toBinary(output, response)),
    responseDeserialize: (bytes: Buffer) => fromBinary(output, bytes),
  };
}

const definition = {
  getUser: {
    path: "/userservice.v1.UserService/GetUser",
    requestStream: false,
    responseStream: false,
    ...codec(GetUserRequestSchema, UserSchema),
  },
  listUsers: {
    path: "/userservice.v1.UserService/ListUsers",
    requestStream: false,
    responseStream: false,
    ...codec(ListUsersRequestSchema, ListUsersResponseSchema),
  },
  syncUsers: {
    path: "/userservice.v1.UserService/SyncUsers",
    requestStream: true,
    responseStream: true,
    ...codec(GetUserRequestSchema, UserSchema),
  },
};

const server = new Server();
server.addService(definition, {
  getUser(call: ServerUnaryCall<GetUserRequest, User>, callback: sendUnaryData<User>) {
    const user = users.get(call.request.userId);
    if (user) callback(null, user);
    else callback({ code: status.NOT_FOUND, details: "not found" });
  },
  listUsers(
    _call: ServerUnaryCall<ListUsersRequest, ListUsersResponse>,
    callback: sendUnaryData<ListUsersResponse>,
  ) {
    callback(null, list);
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
