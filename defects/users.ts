import type { Defect } from "./defect.ts";

const users = "packages/core/src/users";
const suite = "contract, in process";

/** Mistakes in what makes a user, and in pages of users. */
export const userDefects: readonly Defect[] = [
  {
    name: "ListUsers says that another page follows when the last one is full",
    file: `${users}/handlers/list-users.ts`,
    find: "const hasMore = found.length > size;",
    replace: "const hasMore = found.length >= size;",
    suite,
    promise: "has no more after the last page, and no token",
  },
  {
    name: "ListUsers takes a page size over the largest as it is",
    file: `${users}/handlers/list-users.ts`,
    find: "Math.min(pageSize, maxPageSize)",
    replace: "Math.max(pageSize, 1)",
    suite,
    promise: "takes page size 1000 as 100",
  },
  {
    name: "A page token is not bound to the secret of its store",
    file: `${users}/sealed-text.ts`,
    find: "hmac.create(sha256, secret)",
    replace: "hmac.create(sha256, label)",
    suite,
    promise: "refuses a token of another store",
  },
  {
    name: "Emails are compared with their case",
    file: `${users}/email.ts`,
    find: 'lowerAscii(email.slice(0, at).normalize("NFC")).normalize("NFC")',
    replace: 'email.slice(0, at).normalize("NFC")',
    suite,
    promise: "refuses a taken email in any spelling",
  },
  {
    name: "A name is stored as it came, with the spaces round it",
    file: `${users}/new-user.ts`,
    find: "const name = trimmed(request.name);",
    replace: "const name = request.name;",
    suite,
    promise: "creates an active user at revision 1, with trimmed text",
  },
  {
    name: "The limit of names counts UTF-16 units",
    file: `${users}/user.ts`,
    find: "codePoints(name, maxNameCodePoints) > maxNameCodePoints",
    replace: "name.length > maxNameCodePoints",
    suite,
    promise: "accepts what is just within the limits",
  },
  {
    name: "A request id that comes again with another name is not noticed",
    file: `${users}/new-user.ts`,
    find: "    request.name === first.name &&\n",
    replace: "",
    suite,
    promise: "refuses a request id that comes again with another content: name",
  },
  {
    name: "A request id that comes again without its password is not noticed",
    file: `${users}/new-user.ts`,
    find: 'if (password === "") return passwordHash === (firstHash ?? "");',
    replace: 'if (password === "") return true;',
    suite,
    promise: "refuses a request id that comes again with another content: no password",
  },
];
