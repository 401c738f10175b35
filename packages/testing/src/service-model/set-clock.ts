import fc from "fast-check";
import { command, type ModelCommand } from "./command.ts";

/** Sets the service's clock on, or back. */
export function setClock(): fc.Arbitrary<ModelCommand> {
  return fc.constantFrom(-20n, 60n).map((seconds) =>
    command({
      name: "SetClock",
      arguments: seconds,
      async run(model) {
        model.nowSeconds += seconds;
      },
    }),
  );
}
