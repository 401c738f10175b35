import {
  create,
  type DescField,
  type DescMessage,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import fc from "fast-check";

/** Text as people and programs send it, lone surrogates among it. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("\ud800", "ab\udc00c", "\u0000", " edges ", "50%", "\r\n"),
  },
);

/** Any message of a type of this contract. */
export function messageOf(desc: DescMessage): fc.Arbitrary<Message> {
  const special = wellKnown[desc.typeName];
  if (special) return special.map((init) => create(desc, init));
  const members = desc.members.map((member) => {
    if (member.kind === "field") return fc.option(anyOf(member), { nil: undefined });
    const cases = member.fields.map((field) =>
      anyOf(field).map((value) => ({ case: field.localName, value })),
    );
    return fc.option(fc.oneof(...cases), { nil: undefined });
  });
  return fc.tuple(...members).map((values) => {
    const init = desc.members.map(({ localName }, i) => [localName, values[i]] as const);
    return create(desc, Object.fromEntries(init.filter(([, value]) => value !== undefined)));
  });
}

function anyOf(field: DescField): fc.Arbitrary<unknown> {
  if (field.fieldKind === "scalar") return scalar(field.scalar);
  if (field.fieldKind === "message") return messageOf(field.message);
  if (field.fieldKind === "list" && field.listKind === "message") {
    return fc.array(messageOf(field.message), { maxLength: 2 });
  }
  throw new TypeError(`No values for the field ${field.name}`);
}

function scalar(type: ScalarType): fc.Arbitrary<unknown> {
  const values = scalars.get(type);
  if (values === undefined) throw new TypeError(`No values for scalars of type ${type}`);
  return values;
}

const scalars = new Map<ScalarType, fc.Arbitrary<unknown>>([
  [ScalarType.INT32, fc.integer()],
  [ScalarType.INT64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  [ScalarType.STRING, text],
  [ScalarType.BOOL, fc.boolean()],
]);

/** Those that JSON has in a spelling of their own, which not every content fits. */
const wellKnown: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  "google.protobuf.FieldMask": fc.record({
    paths: fc.array(fc.constantFrom("email", "name", "is_active", "nope.at_all"), { maxLength: 3 }),
  }),
  "google.protobuf.Duration": fc.record({
    seconds: fc.bigInt({ min: 0n, max: 10_000n }),
    nanos: fc.nat({ max: 999_999_999 }),
  }),
};
