import type { User, UserService } from "../../gen/userservice/v1/user_service_pb.ts";
import { peerNetwork } from "../../middleware/peer-network.ts";
import type { Handlers } from "../../rpc/handlers.ts";
import { isServiceError } from "../../rpc/service-error.ts";
import type { UserServiceDeps } from "../deps.ts";
import { checkEmail } from "../email.ts";
import { invalidCredentials, tooManyAttempts, userInactive } from "../errors.ts";
import { isPasswordTooLong } from "../password.ts";

/**
 * VerifyPassword: the user, if the password is right. A wrong password, an
 * unknown email and a user without a password are one and the same answer after
 * the same work: where there is no hash, or none that can be checked, a decoy's
 * is checked.
 */
export function verifyPassword({
  store,
  hasher,
  attempts,
}: UserServiceDeps): Handlers<typeof UserService>["verifyPassword"] {
  let decoy: Promise<string> | undefined;

  /** A hash of a password that nobody has, made as others are. */
  function decoyHash(): Promise<string> {
    decoy ??= hasher.hash(crypto.randomUUID()).catch((error: unknown) => {
      decoy = undefined;
      throw error;
    });
    return decoy;
  }

  /** A hash; the other one, if its format or its cost is no longer taken. */
  function checkable(hash: string, other: string): string {
    return (hasher.accepts?.(hash) ?? true) ? hash : other;
  }

  /** The hash of a right password is brought up to date, unless it is another one by now. */
  async function upgrade(user: User, presentHash: string, password: string): Promise<void> {
    if (!hasher.needsRehash?.(presentHash)) return;
    try {
      await store.replaceHash(user.id, presentHash, await hasher.hash(password));
    } catch (error) {
      // No room, or no store, for it now: at the next sign-in, then.
      if (!isServiceError(error)) throw error;
    }
  }

  return async ({ email, password }, call) => {
    const check = checkEmail(email.trim());
    const attempt = {
      // An address that nobody can have counts as it is.
      emailKey: check.ok ? check.key : email.slice(0, 254),
      peer: peerNetwork(call.peer),
    };
    const waitMs = await attempts.take(attempt, call);
    if (waitMs > 0) throw tooManyAttempts(waitMs);
    // Depends on what was sent alone, so it tells nothing of any account.
    if (isPasswordTooLong(password)) throw invalidCredentials();
    // Before the look-up: the first call makes it, whoever is asked for.
    const nobodys = await decoyHash();
    const found = check.ok ? await store.credentials(check.key, call) : undefined;
    const hash = checkable(found?.passwordHash ?? nobodys, nobodys);
    const isRight = await hasher.verify(password, hash, { signal: call.signal });
    if (!isRight || hash !== found?.passwordHash) throw invalidCredentials();
    await attempts.succeeded(attempt);
    if (!found.user.isActive) throw userInactive();
    await upgrade(found.user, hash, password);
    return found.user;
  };
}
