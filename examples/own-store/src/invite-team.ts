import { type Client, isServiceError, type UserService } from "@org/user-core";

/** Somebody to invite. The id makes it safe to invite them twice. */
export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly requestId: string;
}

/** What became of an invitation. */
export type Outcome = "invited" | "already there" | "not a valid address";

/** Creates a user for each invitation; waits and tries again while the directory is unavailable. */
export async function inviteTeam(
  users: Client<typeof UserService>,
  invitations: readonly Invitation[],
  wait: (ms: number) => Promise<void>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const invitation of invitations) outcomes.push(await invite(users, invitation, wait));
  return outcomes;
}

async function invite(
  users: Client<typeof UserService>,
  invitation: Invitation,
  wait: (ms: number) => Promise<void>,
): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    try {
      await users.createUser(invitation);
      return "invited";
    } catch (error) {
      if (!isServiceError(error)) throw error;
      if (error.code === "ALREADY_EXISTS") return "already there";
      if (error.code === "INVALID_ARGUMENT") return "not a valid address";
      if (error.code !== "UNAVAILABLE" || tries === 3) throw error;
      await wait(error.retryAfterMs ?? 100);
    }
  }
}
