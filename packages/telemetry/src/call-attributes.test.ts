import { expect, it } from "vitest";
import { peerAttributes } from "./call-attributes.ts";

it.each([
  ["192.0.2.7:50000", { "network.peer.address": "192.0.2.7", "network.peer.port": 50_000 }],
  ["[2001:db8::1]:50000", { "network.peer.address": "2001:db8::1", "network.peer.port": 50_000 }],
  ["192.0.2.7", { "client.address": "192.0.2.7" }],
  ["2001:db8::1:5000", { "client.address": "2001:db8::1:5000" }],
  ["in-process", {}],
  ["unknown", {}],
])("who calls from %s has the attributes of the conventions", (peer, attributes) => {
  expect(peerAttributes(peer)).toEqual(attributes);
});
