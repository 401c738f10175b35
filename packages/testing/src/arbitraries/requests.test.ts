import {
  anyCreateUserRequest,
  createUserRequest,
  invalidCreateUserRequest,
} from "./create-user-request.ts";
import {
  anyDeleteUserRequest,
  deleteUserRequest,
  invalidDeleteUserRequest,
} from "./delete-user-request.ts";
import {
  anyGetUserByEmailRequest,
  getUserByEmailRequest,
  invalidGetUserByEmailRequest,
} from "./get-user-by-email-request.ts";
import { anyGetUserRequest, getUserRequest, invalidGetUserRequest } from "./get-user-request.ts";
import { invalidUpdateUserRequest } from "./invalid-update-user-request.ts";
import {
  anyListUsersRequest,
  invalidListUsersRequest,
  listUsersRequest,
} from "./list-users-request.ts";
import { ofRpc } from "./of-rpc.fixture.ts";
import { answerOf, answerOfWatch } from "./real-service.fixture.ts";
import { anyUpdateUserRequest, updateUserRequest } from "./update-user-request.ts";
import {
  anyUserUpdateRequest,
  invalidUserUpdateRequest,
  userUpdateRequest,
} from "./user-update-request.ts";
import { anyVerifyPasswordRequest, verifyPasswordRequest } from "./verify-password-request.ts";
import {
  anyWatchUsersRequest,
  invalidWatchUsersRequest,
  watchUsersRequest,
} from "./watch-users-request.ts";

const carriedBy = "memory";

ofRpc({
  name: "GetUser",
  valid: getUserRequest(),
  invalid: invalidGetUserRequest(),
  any: anyGetUserRequest(),
  call: (users, request) => answerOf(users.getUser(request)),
  failsWith: ["NOT_FOUND"],
});

ofRpc({
  name: "GetUserByEmail",
  valid: getUserByEmailRequest(),
  invalid: invalidGetUserByEmailRequest({ carriedBy }),
  any: anyGetUserByEmailRequest({ carriedBy }),
  call: (users, request) => answerOf(users.getUserByEmail(request)),
  failsWith: ["NOT_FOUND"],
});

ofRpc({
  name: "CreateUser",
  valid: createUserRequest(),
  invalid: invalidCreateUserRequest({ carriedBy }),
  any: anyCreateUserRequest({ carriedBy }),
  call: (users, request) => answerOf(users.createUser(request)),
  failsWith: ["ALREADY_EXISTS"],
});

ofRpc({
  name: "UpdateUser",
  valid: updateUserRequest({ carriedBy }),
  invalid: invalidUpdateUserRequest({ carriedBy }),
  any: anyUpdateUserRequest({ carriedBy }),
  call: (users, request) => answerOf(users.updateUser(request)),
  failsWith: ["NOT_FOUND", "ABORTED", "ALREADY_EXISTS"],
});

ofRpc({
  name: "DeleteUser",
  valid: deleteUserRequest(),
  invalid: invalidDeleteUserRequest(),
  any: anyDeleteUserRequest(),
  call: (users, request) => answerOf(users.deleteUser(request)),
  failsWith: ["NOT_FOUND", "ABORTED"],
});

ofRpc({
  name: "ListUsers",
  valid: listUsersRequest(),
  invalid: invalidListUsersRequest({ carriedBy }),
  any: anyListUsersRequest({ carriedBy }),
  call: (users, request) => answerOf(users.listUsers(request)),
  failsWith: [],
});

ofRpc({
  name: "WatchUserUpdates",
  valid: userUpdateRequest(),
  invalid: invalidUserUpdateRequest(),
  any: anyUserUpdateRequest(),
  call: (users, request) => answerOfWatch((options) => users.watchUserUpdates(request, options)),
  failsWith: ["NOT_FOUND", "FAILED_PRECONDITION"],
});

ofRpc({
  name: "VerifyPassword",
  valid: verifyPasswordRequest(),
  any: anyVerifyPasswordRequest({ carriedBy }),
  call: (users, request) => answerOf(users.verifyPassword(request)),
  failsWith: ["UNAUTHENTICATED", "FAILED_PRECONDITION"],
});

ofRpc({
  name: "WatchUsers",
  valid: watchUsersRequest(),
  invalid: invalidWatchUsersRequest(),
  any: anyWatchUsersRequest({ carriedBy: "binary" }),
  call: (users, request) => answerOfWatch((options) => users.watchUsers(request, options)),
  failsWith: ["FAILED_PRECONDITION", "OUT_OF_RANGE"],
});
