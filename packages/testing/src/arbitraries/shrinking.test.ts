import type { Message } from "@bufbuild/protobuf";
import {
  asciiEmail,
  createUserRequest,
  createUserRequests,
  email,
  emailSpellings,
  getUserRequest,
  internationalEmail,
  invalidCreateUserRequest,
  invalidUserName,
  listUsersRequest,
  pacedStream,
  password,
  updateUserRequest,
  user,
  userName,
} from "../arbitraries.ts";
import { shrinks } from "./shrinks.fixture.ts";

const always = () => true;
const isAstral = (text: string) => /[\u{10000}-\u{10ffff}]/u.test(text);

shrinks("an email shrinks to a@a.a", { values: email(), failsIf: always, to: "a@a.a" });
shrinks("an email with a plus sign shrinks to +@a.a", {
  values: asciiEmail(),
  failsIf: (text) => text.includes("+"),
  to: "+@a.a",
});
shrinks("an international email shrinks to ä@a.a", {
  values: internationalEmail(),
  failsIf: always,
  to: "ä@a.a",
});
shrinks("an email of two labels more shrinks to a@a.a.a.a", {
  values: asciiEmail(),
  failsIf: (text) => text.replace(/.*@/, "").split(".").length > 3,
  to: "a@a.a.a.a",
});
shrinks("two spellings shrink to one letter in the other case", {
  values: emailSpellings(),
  failsIf: ([one, other]) => one.startsWith("a@") && other.startsWith("A@"),
  to: ["a@a.a", "A@a.a"],
});
shrinks("a name shrinks to A", { values: userName(), failsIf: always, to: "A" });
shrinks("a name with an astral character shrinks to it alone", {
  values: userName(),
  failsIf: isAstral,
  to: "😀",
});
shrinks("a name too long shrinks to 201 times A", {
  values: invalidUserName(),
  failsIf: always,
  to: { value: "A".repeat(201), why: "has more than 200 code points" },
});
shrinks("a password shrinks to aaaaaaaa", {
  values: password(),
  failsIf: always,
  to: "aaaaaaaa",
});
shrinks("a user shrinks to one just created", {
  values: user(),
  failsIf: always,
  to: { id: 1, email: "a@a.a", name: "A", isActive: true, revision: 1 },
});
shrinks("a request for a user shrinks to the first", {
  values: getUserRequest(),
  failsIf: always,
  to: { userId: 1 },
});
shrinks("a request to create shrinks to an email and a name", {
  values: createUserRequest(),
  failsIf: always,
  to: { email: "a@a.a", name: "A" },
});
shrinks("a request to create with a password shrinks to the simplest", {
  values: createUserRequest(),
  failsIf: (request) => request.password !== "",
  to: { email: "a@a.a", name: "A", password: "aaaaaaaa" },
});
shrinks("an invalid request shrinks to the one field at fault", {
  values: invalidCreateUserRequest(),
  failsIf: ({ field, why }) => field === "name" && why === "is blank",
  to: { request: { email: "a@a.a" }, field: "name", why: "is blank" },
});
shrinks("an update shrinks to the field that matters", {
  values: updateUserRequest(),
  failsIf: ({ user: { name } = {}, updateMask }) => name === "A" && updateMask === undefined,
  to: { user: { id: 1, name: "A" } },
});
shrinks("a request to list shrinks to the empty one", {
  values: listUsersRequest(),
  failsIf: always,
  to: {},
});
shrinks("a stream shrinks to the one message that matters, without pauses", {
  values: pacedStream(getUserRequest()),
  failsIf: ({ steps }) =>
    steps.some(({ message }: { message: Message & { userId: number } }) => message.userId > 2),
  to: { steps: [{ message: { userId: 3 } }] },
});
shrinks("requests for a batch shrink to as few as fail", {
  values: createUserRequests().map((requests) => requests.length),
  failsIf: (count) => count > 1,
  to: 2,
});
