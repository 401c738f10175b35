import assert from "node:assert/strict";
import { protocolOf } from "../../packages/transport-connect/src/protocols/content-type.ts";
import { createInput } from "../input.ts";
import type { FuzzTarget } from "../target.ts";

const known = /^application\/(grpc-web-text|grpc-web|grpc|connect)?\+?(proto|json)?$/;

/** The protocol's name and codec, by what the three specifications say; `undefined` for none. */
function expectedOf(contentType: string, isUnary: boolean): string | undefined {
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const isJson = type.trimEnd().endsWith("json");
  const charset = parameters.join(";").trimStart();
  const isPlain =
    parameters.length === 0 ||
    (isJson &&
      ["charset=utf-8", 'charset="utf-8"', "charset=utf8", 'charset="utf8"'].includes(charset));
  // RFC 9110, 5.6.3: white space before the semicolon.
  const essence = parameters.length === 0 ? type : type.trimEnd();
  const [, family = "", codec = ""] = known.exec(essence) ?? [];
  if (!isPlain || `${family}${codec}` === "") return undefined;
  const isWhole =
    essence === `application/${[family, codec].filter((part) => part !== "").join("+")}`;
  if (!isWhole) return undefined;
  if (family === "") return isUnary ? `connect ${codec}` : undefined;
  if (family === "connect") return isUnary || codec === "" ? undefined : `connect ${codec}`;
  const name = family === "grpc" ? "grpc" : "grpc-web";
  return `${name} ${codec === "" ? "proto" : codec}${family.endsWith("text") ? " text" : ""}`;
}

/** Content types: none is known but those of the specifications, in any case, and what is answered is one. */
export const target: FuzzTarget = {
  words: [
    ...["application/", "grpc", "-web", "-text", "connect", "+", "proto", "json"],
    ...[
      "; charset=utf-8",
      ';charset="UTF-8"',
      "charset=utf8",
      " ; ",
      "application/grpc-web-text+json",
    ],
  ],
  run(data) {
    const input = createInput(data);
    const isUnary = input.byte() % 2 === 0;
    const text = input.text();
    const protocol = protocolOf(text, isUnary);
    const text64 = protocol?.text ? " text" : "";
    const found = protocol && `${protocol.name} ${protocol.codec}${text64}`;
    // The long s and the Kelvin sign have ASCII in lower case.
    if (/^[ -~]*$/.test(text)) assert.equal(found, expectedOf(text, isUnary));
    if (protocol === undefined) return;
    assert.equal(protocolOf(protocol.contentType, isUnary), protocol);
    assert.equal(protocol.enveloped, !(isUnary && protocol.name === "connect"));
  },
};
