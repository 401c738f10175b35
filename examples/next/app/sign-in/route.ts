import { isServiceError } from "@org/user-core";
import { cookies } from "next/headers";
import { sessionCookie, sessionSeconds, sign } from "../../lib/session";
import { openUsers } from "../../lib/users";

/** What the service says no with, to the visitor of a page. */
const statuses: Readonly<Record<string, number>> = {
  FAILED_PRECONDITION: 403,
  RESOURCE_EXHAUSTED: 429,
  UNAUTHENTICATED: 401,
  UNAVAILABLE: 503,
};

/** Takes `{ email, password }`, and gives the session cookie. */
export async function POST(request: Request): Promise<Response> {
  const { email, password } = await request.json();
  try {
    const { id } = await (await openUsers()).client.verifyPassword({ email, password });
    const expiresAt = Date.now() + sessionSeconds * 1_000;
    (await cookies()).set(sessionCookie, sign({ name: `user ${id}`, expiresAt }), {
      httpOnly: true,
      // Browsers take it from http://localhost all the same.
      secure: process.env.NODE_ENV === "production",
      sameSite: "lax",
      path: "/",
      maxAge: sessionSeconds,
    });
    return Response.json({ id });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return Response.json({ error: error.message }, { status: statuses[error.code] ?? 500 });
  }
}
