import { requestId, type WalkedCall } from "./walked-call.ts";

const password = "correct horse battery";

export const getUserCalls: readonly WalkedCall[] = [
  {
    name: "GetUser",
    commits: 0,
    again: "same",
    run: async ({ users, ada, options, see }) =>
      see(await users.getUser({ userId: ada.id }, options)),
  },
];

export const getUserByEmailCalls: readonly WalkedCall[] = [
  {
    name: "GetUserByEmail",
    commits: 0,
    again: "same",
    run: async ({ users, ada, options, see }) =>
      see(await users.getUserByEmail({ email: ada.email }, options)),
  },
];

export const createUserCalls: readonly WalkedCall[] = [
  {
    name: "CreateUser",
    commits: 1,
    again: "ALREADY_EXISTS",
    run: async ({ users, options, see }) =>
      see(await users.createUser({ email: "new@example.com", name: "New" }, options)),
  },
  {
    name: "CreateUser with a request id",
    commits: 1,
    again: "same",
    async run({ users, options, see }) {
      const request = { email: "new@example.com", name: "New", requestId: requestId(1) };
      see(await users.createUser(request, options));
    },
  },
  {
    name: "CreateUser with a password and a request id",
    commits: 1,
    again: "same",
    async run({ users, options, see }) {
      const request = { email: "new@example.com", name: "New", requestId: requestId(1) };
      see(await users.createUser({ ...request, password }, options));
    },
  },
  {
    name: "CreateUser sent again",
    commits: 0,
    again: "same",
    async run({ users, directly, options, see }) {
      const request = { email: "new@example.com", name: "New", requestId: requestId(1) };
      await directly.createUser(request);
      see(await users.createUser(request, options));
    },
  },
];

export const verifyPasswordCalls: readonly WalkedCall[] = [
  {
    name: "VerifyPassword",
    commits: 0,
    again: undefined,
    async run({ users, directly, ada, options, see }) {
      await directly.updateUser({ user: { id: ada.id }, password });
      see(await users.verifyPassword({ email: ada.email, password }, options));
    },
  },
];

export const listUsersCalls: readonly WalkedCall[] = [
  {
    name: "ListUsers by page",
    commits: 0,
    again: "same",
    run: async ({ users, options, see }) =>
      see(await users.listUsers({ page: 2, pageSize: 1 }, options)),
  },
  {
    name: "ListUsers by token",
    commits: 0,
    again: "same",
    async run({ users, directly, options, see }) {
      const { nextPageToken: pageToken } = await directly.listUsers({ pageSize: 1 });
      see(await users.listUsers({ pageToken, pageSize: 1 }, options));
    },
  },
];

export const updateUserCalls: readonly WalkedCall[] = [
  {
    name: "UpdateUser of name and email",
    commits: 1,
    again: "same",
    async run({ users, ada, options, see }) {
      const user = { id: ada.id, name: "Countess", email: "countess@example.com" };
      see(await users.updateUser({ user }, options));
    },
  },
  {
    name: "UpdateUser of a password",
    commits: 1,
    again: "applies",
    run: async ({ users, ada, options, see }) =>
      see(await users.updateUser({ user: { id: ada.id }, password }, options)),
  },
  {
    name: "UpdateUser at an expected revision",
    commits: 1,
    again: "ABORTED",
    async run({ users, ada, options, see }) {
      const user = { id: ada.id, name: "Countess" };
      see(await users.updateUser({ user, expectedRevision: ada.revision }, options));
    },
  },
];

export const deleteUserCalls: readonly WalkedCall[] = [
  {
    name: "DeleteUser",
    commits: 1,
    again: "NOT_FOUND",
    run: async ({ users, ada, options, see }) =>
      see(await users.deleteUser({ userId: ada.id }, options)),
  },
  {
    name: "DeleteUser at an expected revision",
    commits: 1,
    again: "NOT_FOUND",
    async run({ users, ada, options, see }) {
      const request = { userId: ada.id, expectedRevision: ada.revision };
      see(await users.deleteUser(request, options));
    },
  },
];
