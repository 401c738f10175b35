import type { Attack } from "../attack.ts";
import { holdOut } from "../crowd.ts";

/** The head of a TLS record of a ClientHello, 512 bytes of which one comes. */
const beginning = Buffer.from([22, 3, 1, 2, 0, 1]);

/** Handshakes of TLS that are begun and not gone on with. */
export const halfHandshakes: Attack = {
  name: "half-handshakes",
  what: "TLS handshakes begun and not gone on with",
  transports: ["connect", "grpc"],
  tls: true,
  seconds: 13,
  run: (target) => holdOut(target, 1_000 * target.scale, (socket) => void socket.write(beginning)),
};
