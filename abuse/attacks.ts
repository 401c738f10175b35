import type { Attack } from "./attack.ts";
import { continuation } from "./attacks/continuation.ts";
import { pings, settings } from "./attacks/control-frames.ts";
import { droppedStreams } from "./attacks/dropped-streams.ts";
import { gzipBombConnect, gzipBombGrpc } from "./attacks/gzip-bomb.ts";
import { halfHandshakes } from "./attacks/half-handshakes.ts";
import { hpackBomb } from "./attacks/hpack-bomb.ts";
import {
  nestedGroups,
  nestedJson,
  repeatedField,
  unknownFields,
} from "./attacks/hurtful-messages.ts";
import { largeMetadata } from "./attacks/large-metadata.ts";
import { neverReads } from "./attacks/never-reads.ts";
import { rapidReset } from "./attacks/rapid-reset.ts";
import { silence } from "./attacks/silence.ts";
import { slowBodies } from "./attacks/slow-bodies.ts";
import { slowHeaders } from "./attacks/slow-headers.ts";
import { slowStreams } from "./attacks/slow-streams.ts";
import { ruDeadYet, slowloris, slowRead } from "./attacks/slowhttptest.ts";
import { tinyMessages } from "./attacks/tiny-messages.ts";

/** Every attack, in the order of the table. */
export const attacks: readonly Attack[] = [
  slowHeaders,
  slowBodies,
  slowStreams,
  silence,
  neverReads,
  slowloris,
  ruDeadYet,
  slowRead,
  rapidReset,
  continuation,
  pings,
  settings,
  hpackBomb,
  largeMetadata,
  gzipBombConnect,
  gzipBombGrpc,
  nestedGroups,
  nestedJson,
  unknownFields,
  repeatedField,
  tinyMessages,
  droppedStreams,
  halfHandshakes,
];
