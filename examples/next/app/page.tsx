import { openUsers } from "../lib/users";

export const dynamic = "force-dynamic";

/** A server component: it asks for users in process. */
export default async function Page() {
  const { users } = await (await openUsers()).client.listUsers({});
  return (
    <ul>
      {users.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
