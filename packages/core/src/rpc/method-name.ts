import type { DescMethod } from "@bufbuild/protobuf";

/** The full name of an RPC: `userservice.v1.UserService/GetUser`. */
export function methodName({ parent, name }: DescMethod): string {
  return `${parent.typeName}/${name}`;
}
