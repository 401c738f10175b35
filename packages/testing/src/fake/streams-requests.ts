import type { DescMethod } from "@bufbuild/protobuf";

/** Whether calls of this RPC have a stream of requests, not just one. */
export function streamsRequests({ methodKind }: DescMethod): boolean {
  return methodKind === "client_streaming" || methodKind === "bidi_streaming";
}
