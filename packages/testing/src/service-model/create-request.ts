import fc from "fast-check";
import { emailAndNameRequired, type Failure, invalidFields } from "./failures.ts";
import { anyEmail, anyMalformedEmail, isMalformed } from "./mailboxes.ts";
import type { ModelCreateRequest } from "./model.ts";

const requestIds = [
  "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6b",
  "018f4e1c-9a52-4d0e-8f7b-3c1d2e4f5a6c",
  // The first once more: UUIDs have no case (RFC 9562, 4).
  "018F4E1C-9A52-4D0E-8F7B-3C1D2E4F5A6B",
];
const noCredentials = { password: "", passwordHash: "" };
const credentials = [
  { password: "correct horse", passwordHash: "" },
  { password: "battery staple", passwordHash: "" },
  { password: "", passwordHash: "$2b$10$abcdefghijk" },
];
const badName = "A\u0007da";
const badPassword = "short";
const badHash = "plain";
const badRequestId = "1";

/** A name, with and without white space around it. */
export function anyName(): fc.Arbitrary<string> {
  return fc.constantFrom("Ada", "Grace", " Grace\t");
}

/** A request for a user, now and then one that is refused. */
export function anyCreateRequest(): fc.Arbitrary<ModelCreateRequest> {
  const fault = fc.oneof(anyMissing(), anyFault());
  return fc.oneof(
    { weight: 7, arbitrary: anyValidRequest() },
    { weight: 1, arbitrary: fc.tuple(anyValidRequest(), fault).map(([a, b]) => ({ ...a, ...b })) },
  );
}

function anyValidRequest(): fc.Arbitrary<ModelCreateRequest> {
  const id = fc.oneof(fc.constant(""), fc.constantFrom(...requestIds));
  const credential = fc.oneof(fc.constant(noCredentials), fc.constantFrom(...credentials));
  return fc
    .tuple(anyEmail(), anyName(), id, credential)
    .map(([email, name, requestId, credential]) => ({ email, name, requestId, ...credential }));
}

function anyMissing(): fc.Arbitrary<Partial<ModelCreateRequest>> {
  return fc.constantFrom({ email: "" }, { name: " \n" }, { email: "\t", name: "" });
}

/** One to six faults at once. */
function anyFault(): fc.Arbitrary<Partial<ModelCreateRequest>> {
  const credential = fc.constantFrom(
    { password: badPassword },
    { passwordHash: badHash, password: "" },
    { password: "correct horse", passwordHash: "$2b$10$abcdefghijk" },
    { password: badPassword, passwordHash: badHash },
  );
  return fc
    .tuple(
      fc.option(anyMalformedEmail().map((email) => ({ email }))),
      fc.option(fc.constantFrom(badName, "x".repeat(201)).map((name) => ({ name }))),
      fc.option(credential),
      fc.constant({ requestId: badRequestId }),
    )
    .map((faults) => Object.assign({}, ...faults));
}

/** How a request is refused that nothing can be made of; `undefined` if it is valid. */
export function refusalOf(request: ModelCreateRequest): { readonly error: Failure } | undefined {
  const { email, name, password, passwordHash, requestId } = request;
  const missing = [
    ...(email.trim() === "" ? ["email"] : []),
    ...(name.trim() === "" ? ["name"] : []),
  ];
  if (missing.length > 0) return emailAndNameRequired(missing);
  const fields = [
    ...(isMalformed(email) ? ["email"] : []),
    ...(name === badName || name.length > 200 ? ["name"] : []),
    ...(password === badPassword ? ["password"] : []),
    ...(passwordHash === badHash ? ["password_hash"] : []),
    ...(password !== "" && passwordHash !== "" ? ["password_hash"] : []),
    ...(requestId === badRequestId ? ["request_id"] : []),
  ];
  return fields.length > 0 ? invalidFields(...fields) : undefined;
}
