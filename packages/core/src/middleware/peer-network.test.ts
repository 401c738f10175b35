import { expect, it } from "vitest";
import { peerNetwork } from "./peer-network.ts";

it.each([
  ["192.0.2.7:50051", "192.0.2.7"],
  ["192.0.2.7", "192.0.2.7"],
  ["[::ffff:192.0.2.7]:50051", "192.0.2.7"],
  ["[2001:db8:1:2:3:4:5:6]:50051", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2::6", "2001:db8:1:2::/64"],
  ["[2001:db8::6]:1", "2001:db8:0:0::/64"],
  ["[::1]:50051", "0:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["[fe80::1:2:3:4]:9", "fe80:0:0:0::/64"],
  ["in-process", "in-process"],
  ["unknown", "unknown"],
  ["", ""],
])("counts %s as %s", (peer, network) => {
  expect(peerNetwork(peer)).toBe(network);
});
