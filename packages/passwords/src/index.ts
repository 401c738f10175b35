export type { FirebaseScrypt } from "./firebase.ts";
export type { PasswordHasherOptions } from "./password-hasher.ts";
export { createPasswordHasher } from "./password-hasher.ts";
