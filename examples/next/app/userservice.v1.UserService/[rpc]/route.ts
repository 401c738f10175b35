import { openUsers } from "../../../lib/users";

/** Every RPC of the service: streams too, and by GET those without side effects. */
export async function POST(request: Request): Promise<Response> {
  return (await openUsers()).handler(request);
}

export { POST as GET };
