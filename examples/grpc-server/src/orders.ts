// The service that was there before: its own proto, grpc-js and proto-loader, as ever.
import { join } from "node:path";
import {
  type Metadata,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { type Client, isServiceError, type UserService } from "@org/user-core";
import type { CallerOf } from "./tokens.ts";

/** What somebody orders. */
export interface Order {
  readonly userId: number;
  readonly item: string;
}

/** What they get for it. */
export interface Receipt {
  readonly text: string;
}

/** The definition of `shop.Orders`. */
export const ordersDefinition = load();

function load(): ServiceDefinition {
  const path = join(import.meta.dirname, "../proto/orders.proto");
  const definition = loadSync(path)["shop.Orders"];
  if (definition === undefined || "format" in definition) throw new Error("no shop.Orders");
  return definition;
}

/** The handlers of `shop.Orders`. They ask for users in process: no port, no bytes. */
export function createOrders(
  users: Client<typeof UserService>,
  callerOf: CallerOf,
): UntypedServiceImplementation {
  async function place({ userId, item }: Order, metadata: Metadata): Promise<Receipt> {
    const caller = callerOf(metadata.get("authorization")[0]?.toString());
    if (!caller) throw { code: status.UNAUTHENTICATED, details: "Who are you?" };
    const { name } = await users.getUser({ userId });
    return { text: `${item} for ${name}, ordered by ${caller.name}` };
  }
  return {
    Place(call: ServerUnaryCall<Order, Receipt>, callback: sendUnaryData<Receipt>) {
      place(call.request, call.metadata).then(
        (receipt) => callback(null, receipt),
        (error: unknown) => {
          if (!isServiceError(error)) return callback(Object(error));
          callback({ code: status[error.code], details: error.message });
        },
      );
    },
  };
}
