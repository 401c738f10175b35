import {
  clone,
  type DescField,
  type DescMessage,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { Edition } from "@bufbuild/protobuf/wkt";

type Copy = (message: Message) => Message;

const copies = new WeakMap<DescMessage, Copy>();

/**
 * A function that deeply copies messages of one type, so that they cross a
 * boundary within the process by value. Messages of scalars and of lists, which
 * most are, are copied like the plain objects they are, some ten times faster
 * than by reflection; any other by reflection.
 */
export function messageCopier(descriptor: DescMessage): Copy {
  let copy = copies.get(descriptor);
  if (copy === undefined) {
    const byReflection: Copy = (message) => clone(descriptor, message);
    // Set before the fields are looked at, for types that contain themselves.
    copies.set(descriptor, byReflection);
    copy = plainCopier(descriptor, byReflection);
    copies.set(descriptor, copy);
  }
  return copy;
}

function plainCopier(descriptor: DescMessage, byReflection: Copy): Copy {
  // Only proto3 messages are objects without a prototype of defaults.
  const plain =
    descriptor.file.edition === Edition.EDITION_PROTO3 && descriptor.fields.every(isPlainField);
  if (!plain) return byReflection;
  // Whatever is no scalar, by name, with how it is copied.
  const parts = descriptor.fields.flatMap((field): [string, CopyPart][] => {
    const copyPart = partCopier(field);
    return copyPart ? [[field.localName, copyPart]] : [];
  });
  return (message) => {
    if (message.$unknown) return byReflection(message);
    const copy: Message & Record<string, unknown> = { ...message };
    for (const [name, copyPart] of parts) copy[name] = copyPart(copy[name]);
    return copy;
  };
}

type CopyPart = (value: unknown) => unknown;

/** How a field's value is copied; `undefined` for one that is copied by assignment. */
function partCopier(field: DescField): CopyPart | undefined {
  const copyMessage = field.message && messageCopier(field.message);
  if (field.fieldKind === "list") {
    return (list) => (copyMessage ? (list as Message[]).map(copyMessage) : (list as []).slice());
  }
  return copyMessage && ((value) => value && copyMessage(value as Message));
}

/** Types that are no messages where they are fields: wrappers are scalars, structs are JSON. */
const unboxed = /^google\.protobuf\.(?:\w*Value|Struct)$/;

function isPlainField(field: DescField): boolean {
  if (field.oneof !== undefined) return false;
  if (field.fieldKind === "enum") return true;
  if (field.fieldKind === "message") return !unboxed.test(field.message.typeName);
  if (field.fieldKind === "scalar") return field.scalar !== ScalarType.BYTES;
  return field.fieldKind === "list" && field.scalar !== ScalarType.BYTES;
}
