import { ServiceError } from "@org/user-core";
import { expect, it } from "vitest";
import { explain } from "./call-failure.ts";

const address = "https://users.example.com";

it.each([
  [
    new ServiceError("UNAVAILABLE", "The server can't be reached"),
    "The server can't be reached; is there a server at https://users.example.com? See --address",
  ],
  [
    new ServiceError("INVALID_ARGUMENT", "Invalid", {
      fieldViolations: [{ field: "email", description: "is not an email address" }],
    }),
    "Invalid (email is not an email address)",
  ],
  [
    new ServiceError("INTERNAL", "Internal error", { requestId: "7f" }),
    "Internal error; request 7f in the server's log",
  ],
  [
    new ServiceError("UNAUTHENTICATED", "Missing token"),
    "Missing token; set USER_SERVER_TOKEN or --token",
  ],
  [
    new ServiceError("UNKNOWN", "HTTP 415"),
    "HTTP 415; is https://users.example.com such a server, and --protocol what it speaks?",
  ],
  [
    new ServiceError("INTERNAL", "40:error:0A:SSL routines:f:wrong version number:../a.c:77:\n"),
    "TLS failed: wrong version number; does it speak http://?",
  ],
  [
    new ServiceError("INTERNAL", "40:error:0A:SSL routines:f:no shared cipher:../a.c:77:\n"),
    "TLS failed: no shared cipher",
  ],
  [
    new ServiceError("INTERNAL", "self-signed certificate; if the root CA is installed locally, …"),
    "TLS failed: self-signed certificate; --tls-ca says who signed it",
  ],
  [new ServiceError("NOT_FOUND", "No \u001b[31m"), "No \\u{1b}[31m"],
])("%s is told in one line, with what may help", (error, line) => {
  expect(explain(error, address)).toBe(line);
});

it("names no address where no server was called", () => {
  const error = new ServiceError("UNAVAILABLE", "The database can't be reached");
  expect(explain(error, undefined)).toBe("The database can't be reached");
});
