import { create } from "@bufbuild/protobuf";
import { type FieldMask, FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import type { CarrierOptions } from "./carrier.ts";
import { anyCodePoint, characterOf } from "./code-points.ts";
import { simplestFirst } from "./simplest-first.ts";

/** What a mask of UpdateUser may name. */
const updatablePaths = ["name", "email", "is_active", "password"] as const;

/** Field masks of UpdateUser: one or more of its paths, in any order, some of them twice. */
export function updateMask(): fc.Arbitrary<FieldMask> {
  return fc
    .array(fc.constantFrom(...updatablePaths), { minLength: 1, maxLength: 6 })
    .map((paths) => create(FieldMaskSchema, { paths }));
}

/**
 * Field masks of UpdateUser with a path that can't be updated or does not
 * exist, among known ones.
 */
export function invalidUpdateMask({
  carriedBy = "json",
}: CarrierOptions = {}): fc.Arbitrary<FieldMask> {
  const known = fc.array(fc.constantFrom(...updatablePaths), { maxLength: 3 });
  return fc
    .tuple(known, unknownPath(carriedBy === "json"), known)
    .map(([before, path, after]) =>
      create(FieldMaskSchema, { paths: [...before, path, ...after] }),
    );
}

function unknownPath(inJson: boolean): fc.Arbitrary<string> {
  const fields = fc.constantFrom("id", "created_at", "updated_at", "revision");
  const others = fc.constantFrom("*", "user.name", "user", "name.first", "request_id");
  // A prefix that no path of the contract has.
  const word = fc
    .string({ unit: characterOf("abcxyz"), minLength: 1, maxLength: 80 })
    .map((text) => `x${text}`);
  if (inJson) return simplestFirst(fields, others, word);
  // JSON would read none of these as it was written.
  const unwritable = fc.constantFrom("", "isActive", "NAME", "name,email", "is__active", " name");
  const text = fc.string({ unit: anyCodePoint() }).map((rest) => `\u0000${rest}`);
  return simplestFirst(fields, others, word, unwritable, text);
}
