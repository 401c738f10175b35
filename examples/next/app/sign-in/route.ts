import { isServiceError } from "@org/user-core";
import { cookies } from "next/headers";
import { sessionCookie, sign } from "../../lib/session";
import { openUsers } from "../../lib/users";

/** Takes `{ email, password }`, and gives the session cookie. */
export async function POST(request: Request): Promise<Response> {
  const { email, password } = await request.json();
  try {
    const { id } = await (await openUsers()).client.verifyPassword({ email, password });
    const options = { httpOnly: true, sameSite: "lax", path: "/" } as const;
    (await cookies()).set(sessionCookie, sign(`user ${id}`), options);
    return Response.json({ id });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return Response.json({ error: error.message }, { status: 401 });
  }
}
