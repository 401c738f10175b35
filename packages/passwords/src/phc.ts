import { decodeBase64, isSalt, isTag, parseCount } from "./bytes.ts";

/** The parts of a PHC string. */
export interface PhcString {
  readonly id: string;
  /** Of `v=`; `undefined` if there is none. */
  readonly version: number | undefined;
  readonly parameters: ReadonlyMap<string, number>;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/**
 * Reads `$id[$v=version]$name=number,…$salt$tag`, as in
 * https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md.
 * `undefined` for what is none, or has a parameter not named in `names`.
 */
export function parsePhc(hash: string, names: readonly string[]): PhcString | undefined {
  const [before, id, ...fields] = hash.split("$");
  const hasVersion = fields[0]?.startsWith("v=") ?? false;
  const version = hasVersion ? parseCount(fields.shift()?.slice(2)) : undefined;
  const [list, salt, tag, ...others] = fields;
  if (before !== "" || id === undefined || others.length > 0) return undefined;
  if (list === undefined || salt === undefined || tag === undefined) return undefined;
  if (hasVersion && version === undefined) return undefined;
  const parameters = parseParameters(list, names);
  const [saltBytes, tagBytes] = [decodeBase64(salt), decodeBase64(tag)];
  if (parameters === undefined || !isSalt(saltBytes) || !isTag(tagBytes)) return undefined;
  return { id, version, parameters, salt: saltBytes, tag: tagBytes };
}

function parseParameters(list: string, names: readonly string[]): Map<string, number> | undefined {
  const parameters = new Map<string, number>();
  for (const item of list.split(",")) {
    const [name, text, ...others] = item.split("=");
    const value = parseCount(text);
    if (name === undefined || value === undefined || others.length > 0) return undefined;
    if (!names.includes(name) || parameters.has(name)) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}
