import type { BoundMethod } from "@org/user-core";

/**
 * The methods registered with grpc-js, by the `deserialize` function each was
 * registered with: all that grpc-js tells an interceptor of a method that is
 * one's own.
 */
export const boundMethods = new WeakMap<(bytes: Buffer) => Buffer, BoundMethod>();
