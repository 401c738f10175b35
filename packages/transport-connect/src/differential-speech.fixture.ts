import type { DescMethod } from "@bufbuild/protobuf";
import fc from "fast-check";

/** How a call is spoken. */
export interface Speech {
  readonly protocol: "grpc" | "grpc-web" | "connect";
  readonly codec: "proto" | "json";
  /** Whether bodies are in base64. */
  readonly text: boolean;
  /** As the request spells it. */
  readonly contentType: string;
}

const codecs = ["proto", "json"] as const;

/** Every way to speak, in its usual spelling. */
function speechesOf({ methodKind }: DescMethod): Speech[] {
  const connect = methodKind === "unary" ? "application/" : "application/connect+";
  return codecs.flatMap((codec) => [
    { protocol: "grpc", codec, text: false, contentType: `application/grpc+${codec}` },
    { protocol: "grpc-web", codec, text: false, contentType: `application/grpc-web+${codec}` },
    { protocol: "grpc-web", codec, text: true, contentType: `application/grpc-web-text+${codec}` },
    { protocol: "connect", codec, text: false, contentType: `${connect}${codec}` },
  ]);
}

/** Every way to speak, in any spelling that is served the short way. */
export function speechOf(method: DescMethod): fc.Arbitrary<Speech> {
  return fc
    .tuple(fc.constantFrom(...speechesOf(method)), casing, charset, fc.boolean())
    .map(([speech, recase, parameter, short]) => {
      const { codec, contentType } = speech;
      const type = short ? contentType.replace(/(grpc|web|text)\+proto$/, "$1") : contentType;
      return { ...speech, contentType: recase(codec === "json" ? type + parameter : type) };
    });
}

const casing = fc.constantFrom(
  (type: string) => type,
  (type: string) => type,
  (type: string) => type.toUpperCase(),
  (type: string) => type.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
);

const charset = fc.constantFrom(
  ...["", "", "; charset=utf-8", ";charset=utf8", "; charset=UTF-8"],
  // Connect-ES does not know these.
  ...['; charset="utf-8"', " ; charset=utf-8", ";  charset=utf-8"],
);

/** The same in a spelling that Connect-ES knows, base64 aside, which it does not read. */
export function plainly({ protocol, codec, contentType }: Speech): Speech {
  const usual = contentType
    .toLowerCase()
    .replace("-text", "")
    .replace(/\s*;.*/, "");
  return { protocol, codec, text: false, contentType: usual };
}
