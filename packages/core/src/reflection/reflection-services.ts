import { create } from "@bufbuild/protobuf";
import {
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionResponseSchema,
} from "../gen/grpc/reflection/v1/reflection_pb.ts";
import {
  type ServerReflectionRequest as AlphaRequest,
  ServerReflectionResponseSchema as AlphaResponseSchema,
  ServerReflection as AlphaServerReflection,
} from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { type BoundService, bind } from "../rpc/bind.ts";
import type { Middleware } from "../rpc/middleware.ts";
import { errorDetailSchemas } from "../rpc/status-details.ts";
import { type Answer, answerer, type Question } from "./answer.ts";
import { type DescriptorIndex, indexDescriptors } from "./descriptor-index.ts";

/** Options of {@link createReflectionServices}. */
export interface ReflectionServicesOptions {
  /** The services to tell of: all that are served. Reflection adds itself. */
  readonly services: readonly BoundService[];
  /** Round every call, first listed outermost. Default: none. */
  readonly middleware?: readonly Middleware[];
}

interface ReflectionRequest {
  readonly host: string;
  readonly messageRequest: Question;
}

interface ReflectionResponse<Request> {
  readonly validHost: string;
  readonly originalRequest: Request;
  readonly messageResponse: Answer;
}

/**
 * Makes the standard reflection service in both versions that clients speak,
 * `grpc.reflection.v1` and `v1alpha`. It answers from the descriptors in the
 * generated code: of the services, of all that their files import, and of the
 * details in errors.
 *
 * Source: https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 *
 * @example
 * addServices(server, [...services, ...createReflectionServices({ services })]); // @org/user-transport-grpc
 */
export function createReflectionServices(options: ReflectionServicesOptions): BoundService[] {
  const { middleware = [] } = options;
  const descriptors = [
    ...options.services.map(({ descriptor }) => descriptor),
    ServerReflection,
    AlphaServerReflection,
  ];
  const names = [...new Set(descriptors.map(({ typeName }) => typeName))].sort();
  const roots = [...descriptors, ...errorDetailSchemas].map(({ file }) => file);
  let index: DescriptorIndex | undefined;
  const startStream = () => {
    index ??= indexDescriptors(roots);
    return answerer(index, names);
  };
  const v1 = answering(startStream, (response: ReflectionResponse<ServerReflectionRequest>) =>
    create(ServerReflectionResponseSchema, response),
  );
  const v1alpha = answering(startStream, (response: ReflectionResponse<AlphaRequest>) =>
    create(AlphaResponseSchema, response),
  );
  return [
    bind(ServerReflection, { serverReflectionInfo: v1 }, { middleware }),
    bind(AlphaServerReflection, { serverReflectionInfo: v1alpha }, { middleware }),
  ];
}

/** The handler of either version: they differ in the types of their messages only. */
function answering<In extends ReflectionRequest, Out>(
  startStream: () => (question: Question) => Answer,
  toResponse: (response: ReflectionResponse<In>) => Out,
): (requests: AsyncIterable<In>) => AsyncIterable<Out> {
  return async function* (requests) {
    const answer = startStream();
    for await (const request of requests) {
      const messageResponse = answer(request.messageRequest);
      yield toResponse({ validHost: request.host, originalRequest: request, messageResponse });
    }
  };
}
