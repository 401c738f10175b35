import { invalidFields } from "./errors.ts";

/**
 * Checks an id of a request.
 *
 * @param field its path in the request.
 * @throws INVALID_ARGUMENT unless it is positive.
 */
export function requireUserId(userId: number, field = "user_id"): void {
  if (!(Number.isInteger(userId) && userId > 0))
    throw invalidFields([{ field, description: "must be positive" }]);
}
