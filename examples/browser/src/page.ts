import { isServiceError, type User, UserService, watchUsers } from "@org/user-core";
import { createConnectClient } from "@org/user-transport-connect";

const users = createConnectClient(UserService, { baseUrl: location.origin });

const form = element("form", HTMLFormElement);
const output = element("output", HTMLOutputElement);
const list = element("ul", HTMLUListElement);

function element<T extends Element>(selector: string, type: new () => T): T {
  const found = document.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`There is no ${selector}`);
}

/** Creates a user, or shows what the service says against it. */
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  try {
    await users.createUser({ name: `${fields.get("name")}`, email: `${fields.get("email")}` });
    output.textContent = "";
    form.reset();
  } catch (error) {
    output.textContent = isServiceError(error) ? error.message : "Something went wrong";
  }
});

const items = new Map<number, HTMLLIElement>();

function show({ id, name, email }: User): void {
  const item = document.createElement("li");
  item.textContent = `${name} <${email}>`;
  (items.get(id) ?? list.appendChild(item)).replaceWith(item);
  items.set(id, item);
}

function remove(userId: number): void {
  items.get(userId)?.remove();
  items.delete(userId);
}

/** Everybody there is, and then whatever happens: the list is never behind for long. */
for await (const { event } of watchUsers(users, { includeExisting: true })) {
  if (event.case === "existing" || event.case === "created") show(event.value);
  if (event.case === "updated") show(await users.getUser({ userId: event.value.userId }));
  if (event.case === "deletedId") remove(event.value);
}
