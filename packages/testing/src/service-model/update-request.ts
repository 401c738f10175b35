import fc from "fast-check";
import { anyName } from "./create-request.ts";
import { anyEmail, anyMalformedEmail, isMalformed } from "./mailboxes.ts";
import type { ModelUser } from "./model.ts";

/** A request to update a user in plain data. */
export interface UpdateRequest {
  readonly user: Pick<ModelUser, "id" | "email" | "name" | "isActive">;
  readonly updateMask: { readonly paths: string[] };
  readonly password: string;
  readonly expectedRevision?: bigint;
}

const knownPaths = ["email", "name", "is_active", "password"];
const badPassword = "short";

/** What an update says, but of whom: with a mask, without one, and now and then what is refused. */
export function anyUpdate() {
  const email = anyEmail();
  const name = anyName();
  const isActive = fc.boolean();
  const password = fc.constantFrom("", "correct horse");
  const masked = { email, name, isActive, password, paths: fc.subarray(knownPaths) };
  const set = { ...masked, email: mayBeEmpty(email), name: mayBeEmpty(name) };
  const faulty = {
    isActive,
    email: fc.oneof(mayBeEmpty(email), anyMalformedEmail()),
    name: mayBeEmpty(name),
    password: fc.constantFrom("", badPassword),
    paths: fc.subarray([...knownPaths, "created_at"]),
  };
  return fc.oneof(
    { weight: 5, arbitrary: fc.record(masked) },
    { weight: 4, arbitrary: fc.record({ ...set, paths: fc.constant<string[]>([]) }) },
    { weight: 1, arbitrary: fc.record(faulty) },
  );
}

function mayBeEmpty(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(""), text);
}

/** Whether a request is about a field: in the mask, or set where there is no mask. */
export function isMeant(
  { user, updateMask: { paths }, password }: UpdateRequest,
  path: string,
): boolean {
  if (paths.length > 0) return paths.includes(path);
  const { email, name, isActive } = user;
  return { email: email !== "", name: name !== "", is_active: isActive }[path] ?? password !== "";
}

/** The fields for which a request is refused. */
export function faultsOf(request: UpdateRequest): string[] {
  const { user, updateMask, password } = request;
  const isBadEmail = user.email === "" || isMalformed(user.email);
  return [
    ...updateMask.paths.filter((path) => !knownPaths.includes(path)).map(() => "update_mask"),
    ...(isMeant(request, "email") && isBadEmail ? ["user.email"] : []),
    ...(isMeant(request, "name") && user.name === "" ? ["user.name"] : []),
    ...(isMeant(request, "password") && password === badPassword ? ["password"] : []),
  ];
}
