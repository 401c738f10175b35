import { Metadata } from "@grpc/grpc-js";
import { type RequestHeaders, ServiceError } from "@org/user-core";

/** What a request's metadata may take, names and values; grpc-js itself sets no limit. */
const maxBytes = 16 * 1024;

/** Refuses metadata that is too large. @throws ServiceError RESOURCE_EXHAUSTED. */
export function requireSmall(metadata: Metadata | undefined): void {
  if (metadata === undefined || bytesOf(metadata) <= maxBytes) return;
  const message = `The request metadata is larger than ${maxBytes} bytes`;
  throw new ServiceError("RESOURCE_EXHAUSTED", message, {
    reason: "METADATA_TOO_LARGE",
    metadata: { max_bytes: `${maxBytes}` },
  });
}

/** As over HTTP/2; of binary values what they are, not their base64. */
function bytesOf(metadata: Metadata): number {
  let bytes = 0;
  for (const [name, values] of Object.entries(metadata.toJSON())) {
    for (const value of values) bytes += name.length + value.length;
  }
  return bytes;
}

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
