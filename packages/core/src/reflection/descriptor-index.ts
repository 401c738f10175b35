import {
  type DescEnum,
  type DescExtension,
  type DescFile,
  type DescMessage,
  type DescService,
  toBinary,
} from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** Which file describes what. */
export interface DescriptorIndex {
  /** By its name as imported: `userservice/v1/user_service.proto`. */
  readonly files: ReadonlyMap<string, DescFile>;
  /** By full name: types, fields, oneofs, enum values, services, methods, extensions. */
  readonly filesBySymbol: ReadonlyMap<string, DescFile>;
  /** By the full name of each message, then by the number of its extension. */
  readonly filesByExtension: ReadonlyMap<string, ReadonlyMap<number, DescFile>>;
}

/** Indexes these files and all that they import. */
export function indexDescriptors(roots: Iterable<DescFile>): DescriptorIndex {
  const files = withImports(roots);
  const filesBySymbol = new Map<string, DescFile>();
  const filesByExtension = new Map<string, Map<number, DescFile>>();
  const extensionsOf = (typeName: string) => {
    const known = filesByExtension.get(typeName) ?? new Map<number, DescFile>();
    filesByExtension.set(typeName, known);
    return known;
  };
  for (const file of files.values()) {
    for (const type of nestedTypes(file)) {
      for (const symbol of symbolsOf(type)) filesBySymbol.set(symbol, file);
      if (type.kind === "message") extensionsOf(type.typeName);
      if (type.kind === "extension") extensionsOf(type.extendee.typeName).set(type.number, file);
    }
  }
  return { files, filesBySymbol, filesByExtension };
}

/** These files, then all that they import, each once. */
export function withImports(roots: Iterable<DescFile>): Map<string, DescFile> {
  const files = new Map<string, DescFile>();
  const add = (file: DescFile) => {
    if (!files.has(file.proto.name)) files.set(file.proto.name, file);
  };
  for (const file of roots) add(file);
  // A map's iteration comes to what is added on the way.
  for (const file of files.values()) file.dependencies.forEach(add);
  return files;
}

const serialized = new WeakMap<DescFile, Uint8Array>();

/** The file's `google.protobuf.FileDescriptorProto`, made when first asked for. */
export function fileBytes(file: DescFile): Uint8Array {
  const bytes = serialized.get(file) ?? toBinary(FileDescriptorProtoSchema, file.proto);
  serialized.set(file, bytes);
  return bytes;
}

function symbolsOf(type: DescMessage | DescEnum | DescExtension | DescService): string[] {
  const { typeName } = type;
  const inside = (members: readonly { readonly name: string }[], scope = `${typeName}.`) =>
    members.map(({ name }) => scope + name);
  switch (type.kind) {
    case "message":
      return [typeName, ...inside(type.fields), ...inside(type.oneofs)];
    case "service":
      return [typeName, ...inside(type.methods)];
    case "enum": {
      // A value's full name is that of a sibling of its enum, which surprises
      // people: https://buf.build/blog/totw-3-enum-names-need-prefixes
      // Who names it as if it were inside is understood too.
      const scope = typeName.slice(0, typeName.length - type.name.length);
      return [typeName, ...inside(type.values), ...inside(type.values, scope)];
    }
    case "extension":
      return [typeName];
  }
}
