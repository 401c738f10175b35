import type { DescFile } from "@bufbuild/protobuf";
import type { ServerReflectionRequest } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import type { ServerReflectionRequest as AlphaRequest } from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { type StatusCode, statusNumbers } from "../rpc/service-error.ts";
import { type DescriptorIndex, fileBytes, withImports } from "./descriptor-index.ts";

/** What a client may ask, in either version. */
export type Question = (ServerReflectionRequest | AlphaRequest)["messageRequest"];

/** What it is answered, as both versions take it. */
export type Answer =
  | {
      readonly case: "fileDescriptorResponse";
      readonly value: { fileDescriptorProto: Uint8Array[] };
    }
  | {
      readonly case: "allExtensionNumbersResponse";
      readonly value: { baseTypeName: string; extensionNumber: number[] };
    }
  | {
      readonly case: "listServicesResponse";
      readonly value: { service: { name: string }[] };
    }
  | {
      readonly case: "errorResponse";
      readonly value: { errorCode: number; errorMessage: string };
    };

/**
 * A function that answers the questions of one stream. It remembers the names
 * of the files it sent, so that each import is sent once; nothing else.
 */
export function answerer(
  index: DescriptorIndex,
  serviceNames: readonly string[],
): (question: Question) => Answer {
  const sent = new Set<string>();
  return (question) => {
    switch (question.case) {
      case "fileByFilename":
        return filesAnswer(index.files.get(question.value), "File", sent);
      case "fileContainingSymbol":
        return filesAnswer(index.filesBySymbol.get(question.value), "Symbol", sent);
      case "fileContainingExtension": {
        const { containingType, extensionNumber } = question.value;
        const file = index.filesByExtension.get(containingType)?.get(extensionNumber);
        return filesAnswer(file, "Extension", sent);
      }
      case "allExtensionNumbersOfType":
        return extensionNumbers(index, question.value);
      case "listServices":
        return {
          case: "listServicesResponse",
          value: { service: serviceNames.map((name) => ({ name })) },
        };
      default:
        return failure("INVALID_ARGUMENT", "The request asks nothing");
    }
  };
}

/** The file, whether or not it was sent before, and those of its imports that were not. */
function filesAnswer(file: DescFile | undefined, what: string, sent: Set<string>): Answer {
  if (file === undefined) return failure("NOT_FOUND", `${what} not found`);
  const fileDescriptorProto: Uint8Array[] = [];
  for (const [name, each] of withImports([file])) {
    if (each === file || !sent.has(name)) fileDescriptorProto.push(fileBytes(each));
    sent.add(name);
  }
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

function extensionNumbers(index: DescriptorIndex, baseTypeName: string): Answer {
  const extensions = index.filesByExtension.get(baseTypeName);
  if (extensions === undefined) return failure("NOT_FOUND", "Type not found");
  const extensionNumber = [...extensions.keys()].sort((a, b) => a - b);
  return { case: "allExtensionNumbersResponse", value: { baseTypeName, extensionNumber } };
}

function failure(code: StatusCode, errorMessage: string): Answer {
  return { case: "errorResponse", value: { errorCode: statusNumbers[code], errorMessage } };
}
