import { createFileRegistry, fromJson } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, file_google_protobuf_descriptor } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import type { BoundService } from "../rpc/bind.ts";

/** A service of a file that has what ours have not: extensions, a oneof, nested types. */
export function shopService(): BoundService {
  const shop = createFileRegistry(
    fromJson(FileDescriptorProtoSchema, {
      name: "shop/shop.proto",
      package: "shop",
      dependency: ["google/protobuf/descriptor.proto"],
      messageType: [
        {
          name: "Cart",
          field: [{ name: "item_id", number: 1, type: "TYPE_INT32", oneofIndex: 0 }],
          oneofDecl: [{ name: "content" }],
          nestedType: [{ name: "Line", extensionRange: [{ start: 10, end: 20 }] }],
          enumType: [{ name: "Size", value: [{ name: "SIZE_SMALL", number: 0 }] }],
          extension: [extension("nested_flag", 50_002)],
        },
      ],
      extension: [extension("flag", 50_001), extension("other_flag", 9_999)],
      service: [
        {
          name: "Shop",
          method: [{ name: "Buy", inputType: ".shop.Cart", outputType: ".shop.Cart" }],
        },
      ],
    }),
    () => file_google_protobuf_descriptor,
  );
  const descriptor = shop.getService("shop.Shop") ?? expect.fail("no shop");
  return { descriptor, methods: [] };
}

function extension(name: string, number: number) {
  const extendee = ".google.protobuf.MethodOptions";
  return { name, number, extendee, type: "TYPE_BOOL", label: "LABEL_OPTIONAL" };
}
