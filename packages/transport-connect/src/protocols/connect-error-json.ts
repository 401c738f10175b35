import { createRegistry, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { type Any, anyUnpack } from "@bufbuild/protobuf/wkt";
import { errorDetailSchemas, errorDetails, type ServiceError } from "@org/user-core";
import { base64 } from "./base64.ts";

/**
 * An error as the Connect protocol has it in JSON.
 *
 * Source: https://connectrpc.com/docs/protocol#error-end-stream
 */
export function connectErrorJson(error: ServiceError): JsonObject {
  const details = errorDetails(error).map(detailJson);
  return {
    code: connectCode(error.code),
    message: error.message.toWellFormed(),
    ...(details.length > 0 && { details }),
  };
}

// gRPC's CANCELLED is the one code that Connect spells otherwise.
function connectCode(code: ServiceError["code"]): string {
  return code === "CANCELLED" ? "canceled" : code.toLowerCase();
}

const registry = createRegistry(...errorDetailSchemas);

function detailJson(detail: Any): JsonObject {
  const type = detail.typeUrl.slice(detail.typeUrl.lastIndexOf("/") + 1);
  const debug = debugJson(detail);
  return { type, value: base64(detail.value), ...(debug !== undefined && { debug }) };
}

/** The detail as a person reads it; `undefined` if its type is not known, or it is not of its type. */
function debugJson(detail: Any): JsonValue | undefined {
  try {
    const message = anyUnpack(detail, registry);
    const schema = message && registry.getMessage(message.$typeName);
    return message && schema ? toJson(schema, message) : undefined;
  } catch {
    // Somebody else's detail is passed on as it came.
    return undefined;
  }
}
