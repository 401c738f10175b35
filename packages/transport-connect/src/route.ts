import type { BoundMethod, BoundService } from "@org/user-core";
import { type Codec, createCodecs } from "./protocols/codec.ts";

/** The largest request message, unless an option says otherwise. */
export const defaultMaxMessageBytes: number = 4 * 1024 * 1024;
/** The most that a request's headers may take, unless an option says otherwise. */
export const defaultMaxMetadataBytes: number = 16 * 1024;

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
  readonly codecs: Readonly<Record<"proto" | "json", Codec>>;
  readonly maxMessageBytes: number;
  readonly maxMetadataBytes: number;
}

/** Every RPC of these services by its path, `/package.Service/Method`. */
export function createRoutes(
  services: readonly BoundService[],
  limits: RequestLimits = {},
): Map<string, Route> {
  const { maxMessageBytes = defaultMaxMessageBytes, maxMetadataBytes = defaultMaxMetadataBytes } =
    limits;
  const routes = new Map<string, Route>();
  for (const { descriptor, methods } of services) {
    for (const method of methods) {
      const { name, input, output, methodKind } = method.descriptor;
      const path = `/${descriptor.typeName}/${name}`;
      if (routes.has(path)) throw new Error(`There are two methods for ${path}`);
      const codecs = createCodecs(input, output);
      const unary = methodKind === "unary";
      routes.set(path, { method, unary, codecs, maxMessageBytes, maxMetadataBytes });
    }
  }
  return routes;
}
