import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { BoundMethod, BoundService } from "@org/user-core";
import { type Codec, createCodecs } from "./protocols/codec.ts";
import type { Compression } from "./protocols/compression.ts";

/** The largest request message, unless an option says otherwise. */
export const defaultMaxMessageBytes: number = 4 * 1024 * 1024;
/** The most that a request's headers may take, unless an option says otherwise. */
const defaultMaxMetadataBytes: number = 16 * 1024;

/** What a request may take. */
export interface RequestLimits {
  /** Largest request message, after decompression. Default: 4 MiB. */
  readonly maxMessageBytes?: number;
  /** Names and values of the request's headers. Default: 16 KiB. */
  readonly maxMetadataBytes?: number;
}

/** One RPC as it is reached by its path. */
export interface Route {
  readonly method: BoundMethod;
  readonly unary: boolean;
  /** Whether it may be asked by GET: one message for one, and no side effects. */
  readonly byGet: boolean;
  readonly codecs: Readonly<Record<"proto" | "json", Codec>>;
  readonly maxMessageBytes: number;
  readonly maxMetadataBytes: number;
  /** Ways of compression that its messages may have. */
  readonly compressions: readonly Compression[];
}

/** Every RPC of these services by its path, `/package.Service/Method`. */
export function createRoutes(
  services: readonly BoundService[],
  limits: RequestLimits = {},
  compressions: readonly Compression[] = [],
): Map<string, Route> {
  const { maxMessageBytes = defaultMaxMessageBytes, maxMetadataBytes = defaultMaxMetadataBytes } =
    limits;
  const routes = new Map<string, Route>();
  for (const { descriptor, methods } of services) {
    for (const method of methods) {
      const { name, input, output, methodKind, idempotency } = method.descriptor;
      const path = `/${descriptor.typeName}/${name}`;
      if (routes.has(path)) throw new Error(`There are two methods for ${path}`);
      const codecs = createCodecs(input, output);
      const unary = methodKind === "unary";
      const byGet = unary && idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
      routes.set(path, {
        ...{ method, unary, byGet, codecs, compressions },
        ...{ maxMessageBytes, maxMetadataBytes },
      });
    }
  }
  return routes;
}
