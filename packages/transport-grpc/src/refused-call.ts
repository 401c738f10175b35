import { Metadata } from "@grpc/grpc-js";
import {
  type ServiceError,
  statusNumbers,
  type TrailerStatus,
  trailerStatus,
} from "@org/user-core";
import type { Carrier } from "./serve-call.ts";
import { detailsHeader } from "./status.ts";

/** What is sent for errors that refuse calls: a few, and each of them for many. */
const statuses = new WeakMap<ServiceError, TrailerStatus>();

/** Answers a call that was not admitted, of which nothing is read. */
export function refuseCall(carrier: Carrier, error: ServiceError): void {
  const known = statuses.get(error) ?? trailerStatus(error);
  statuses.set(error, known);
  carrier.start({
    onReceiveMetadata() {
      const metadata = new Metadata();
      metadata.set(detailsHeader, Buffer.from(known.details));
      carrier.sendStatus({ code: statusNumbers[error.code], details: known.message, metadata });
    },
    onReceiveMessage() {},
    onReceiveHalfClose() {},
    onCancel() {},
  });
}
