import { Metadata } from "@grpc/grpc-js";
import type { RequestHeaders } from "@org/user-core";

/** Metadata as headers: binary values, of names that end in `-bin`, in base64. */
export function requestHeadersOf(metadata: Metadata): RequestHeaders {
  return {
    get(name) {
      const values = metadata.get(name);
      return values.length === 0 ? null : values.map(textOf).join(", ");
    },
  };
}

/** Metadata as WHATWG headers. */
export function headersOf(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const name of Object.keys(metadata.getMap())) {
    for (const value of metadata.get(name)) headers.append(name, textOf(value));
  }
  return headers;
}

/** Headers as metadata; empty if there are none. */
export function metadataOf(headers: Iterable<[string, string]> | undefined): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of headers ?? []) {
    metadata.add(name, name.endsWith("-bin") ? Buffer.from(value, "base64") : value);
  }
  return metadata;
}

function textOf(value: string | Buffer): string {
  return typeof value === "string" ? value : value.toString("base64");
}
