import {
  type DescMessage,
  fromBinary,
  fromJsonString,
  type Message,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { isTooDeep } from "./json-depth.ts";
import { invalidArgument } from "./refusals.ts";

/** Messages of one method in one encoding. */
export interface Codec {
  /** @throws ServiceError INVALID_ARGUMENT. */
  parse(bytes: Uint8Array): Message;
  /** @throws an Error for a message that is not as its schema says. */
  serialize(message: Message): Uint8Array;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Codecs of a method's requests and responses by name. */
export function createCodecs(
  input: DescMessage,
  output: DescMessage,
): Readonly<Record<"proto" | "json", Codec>> {
  return {
    proto: {
      parse: (bytes) => parsing(() => fromBinary(input, bytes, requestFields)),
      serialize: (message) => toBinary(output, message),
    },
    json: {
      parse: (bytes) =>
        parsing(() => {
          if (isTooDeep(bytes)) throw new RangeError("nested too deep");
          return fromJsonString(input, decoder.decode(bytes), { ignoreUnknownFields: true });
        }),
      serialize: (message) => encoder.encode(JSON.stringify(toJson(output, message))),
    },
  };
}

/** Kept, a field of three bytes that nobody knows would take two hundred: a GB in a few messages. */
const requestFields = { readUnknownFields: false };

function parsing(parse: () => Message): Message {
  try {
    return parse();
  } catch {
    // Not even as a cause: what the codec says quotes the message, a password for instance.
    throw invalidArgument("The request message is malformed");
  }
}
