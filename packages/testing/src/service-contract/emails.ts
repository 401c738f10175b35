import { emailContract } from "../email-contract/index.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** Emails, by vectors of an implementation that is not ours. */
export function emailsContract(factory: ServiceFactory): void {
  const context = useService(factory);
  emailContract(() => context.users);
}
