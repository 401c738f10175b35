import * as known from "@opentelemetry/semantic-conventions/incubating";
import { expect, it } from "vitest";
import { attributes, metricNames, rpcSystems } from "./conventions.ts";

const names = new Set<unknown>(Object.values(known));

it.each([
  ...Object.values(attributes),
  ...Object.values(metricNames),
  ...Object.values(rpcSystems),
])("%s is a name of the conventions, or says that it is our own", (name) => {
  expect(names.has(name) || name.startsWith("user_directory.")).toBe(true);
});
