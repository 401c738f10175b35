import { expect, it } from "vitest";
import { failureOf } from "../streams.ts";
import { type ServiceFactory, useService } from "./context.ts";

/** RPCs of the contract that are not served yet say so. */
export function notYetContract(factory: ServiceFactory): void {
  const context = useService(factory);

  it("answers VerifyPassword with UNIMPLEMENTED", async () => {
    const call = context.users.verifyPassword({ email: "ada@example.com", password: "12345678" });
    expect(await failureOf(call)).toMatchObject({ code: "UNIMPLEMENTED", reason: "UNIMPLEMENTED" });
  });
}
