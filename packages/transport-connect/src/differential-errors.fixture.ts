import { createRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { codeToHttpStatus } from "@connectrpc/connect/protocol-connect";
import { errorDetailSchemas, errorDetails, ServiceError, statusNumbers } from "@org/user-core";
import type { CallError, Outcome } from "./differential-outcome.fixture.ts";
import type { CallRequest } from "./differential-requests.fixture.ts";
import type { Script } from "./differential-service.fixture.ts";

const [errorInfo] = errorDetailSchemas;
const registry = createRegistry(...errorDetailSchemas);

/** Whether it failed with an error that Connect-ES made itself, which has no details. */
export function failsByItself({ error }: Outcome, code: number | undefined, text: RegExp): boolean {
  return error?.code === code && error?.details.length === 0 && text.test(error.message);
}

/** The reason in an error's first detail. */
export function reasonOf({ error }: Outcome): string | undefined {
  const [first] = error?.details ?? [];
  if (first?.type !== errorInfo.typeName) return undefined;
  return fromBinary(errorInfo, Buffer.from(first.value, "hex")).reason;
}

/** The same outcome with this error instead. */
export function failing(outcome: Outcome, request: CallRequest, error: CallError): Outcome {
  const { code, message } = error;
  const unary = isUnaryConnect(request);
  return {
    ...outcome,
    status: unary ? codeToHttpStatus(code) : 200,
    error,
    plainError: request.speech.protocol === "connect" ? undefined : { code, message },
  };
}

/** The same outcome with an error of this code, in Connect-ES's words still. */
export function recoded(outcome: Outcome, request: CallRequest, code: number): Outcome {
  return failing(outcome, request, { message: "", ...outcome.error, details: [], code });
}

/** The error a handler means to fail with, unless it is INTERNAL of no call and stays on the server. */
export function meantError({ failure }: Script): ServiceError | undefined {
  if (failure === undefined || failure.kind === "unexpected") return undefined;
  const { code, message, options } = failure;
  if (code === "INTERNAL" && options.requestId === undefined) return undefined;
  return new ServiceError(code, message, options);
}

/** An error of ours as a client reads it. */
export function asRead(error: ServiceError): CallError {
  const details = errorDetails(error).map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value: Buffer.from(value).toString("hex"),
  }));
  return { code: statusNumbers[error.code], message: error.message.toWellFormed(), details };
}

/** The error with what JSON tells people of its details. */
export function readable({ details, ...error }: CallError): CallError {
  return {
    ...error,
    details: details.map(({ type, value }) => {
      const schema = registry.getMessage(type);
      if (schema === undefined) return { type, value };
      return { type, value, debug: toJson(schema, fromBinary(schema, Buffer.from(value, "hex"))) };
    }),
  };
}

/** Whether the call is a plain HTTP exchange. */
export function isUnaryConnect({ method, speech }: CallRequest): boolean {
  return speech.protocol === "connect" && method.methodKind === "unary";
}
