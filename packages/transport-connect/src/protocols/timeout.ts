import { type RequestHeaders, ServiceError } from "@org/user-core";

const unitsMs = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 } as const;

/**
 * The `grpc-timeout` header.
 *
 * Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 *
 * @throws ServiceError INVALID_ARGUMENT.
 */
export function grpcTimeoutMs(headers: RequestHeaders): number | undefined {
  const text = headers.get("grpc-timeout");
  if (text === null) return undefined;
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) throw malformed("grpc-timeout");
  return Number(digits) * unitsMs[unit as keyof typeof unitsMs];
}

/**
 * The `connect-timeout-ms` header.
 *
 * Source: https://connectrpc.com/docs/protocol
 *
 * @throws ServiceError INVALID_ARGUMENT.
 */
export function connectTimeoutMs(headers: RequestHeaders): number | undefined {
  const text = headers.get("connect-timeout-ms");
  if (text === null) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw malformed("connect-timeout-ms");
  return Number(text);
}

function malformed(header: string): ServiceError {
  return new ServiceError("INVALID_ARGUMENT", `The header ${header} is malformed`, {
    reason: "INVALID_REQUEST",
  });
}
