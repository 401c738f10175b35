import { describe, expect, it } from "vitest";
import { connectTo } from "./bad-input-http.fixture.ts";
import { expectHealthy, startServer } from "./bad-input-server.fixture.ts";
import {
  answered,
  callUnary,
  callWith,
  everyWay,
  framed,
  getUser,
  oneOfEachKind,
  type Rpc,
  refused,
} from "./bad-input-speech.fixture.ts";
import { envelope, flags } from "./protocols/envelope.ts";

/** Streams are enveloped in every protocol. */
const streams: readonly Rpc[] = ["SyncUsers", "BatchCreateUsers", "WatchUserUpdates"];
const whole = Buffer.from(envelope(getUser));

describe.each(everyWay)("$protocol over HTTP/$http", (way) => {
  const isEnveloped = (rpc: Rpc) => framed(way, rpc, getUser).length > getUser.length;
  const enveloped = [...oneOfEachKind].filter(isEnveloped);

  /** Makes a call whose body is bad, and one after it on the same connection. */
  async function expectRefusal(
    rpc: Rpc,
    body: Uint8Array,
    code: "INVALID_ARGUMENT" | "UNIMPLEMENTED",
  ) {
    const server = await startServer();
    const connection = connectTo(server.port, way.http);
    expect(await callWith(connection, way, rpc, body)).toEqual(refused(way, rpc, code));
    expect(await callUnary(connection, way)).toEqual(answered);
    await expectHealthy(server);
  }

  it.each(oneOfEachKind)("calls a malformed message of %s INVALID_ARGUMENT", async (rpc) => {
    await expectRefusal(rpc, framed(way, rpc, Buffer.from([0x0a, 0xff, 0xff])), "INVALID_ARGUMENT");
  });

  it.each(enveloped)("calls a message of %s that is cut off INVALID_ARGUMENT", async (rpc) => {
    for (const bytes of [1, 4, 5, whole.length - 1]) {
      await expectRefusal(rpc, whole.subarray(0, bytes), "INVALID_ARGUMENT");
    }
  });

  it.each(enveloped)(
    "calls a message of %s that is compressed as nothing says INVALID_ARGUMENT",
    async (rpc) => {
      await expectRefusal(rpc, envelope(getUser, flags.compressed), "INVALID_ARGUMENT");
    },
  );

  it.each(streams)(
    "calls a good message of %s and then a malformed one INVALID_ARGUMENT or too many",
    async (rpc) => {
      const body = Buffer.concat([envelope(new Uint8Array()), envelope(Buffer.from([0x0a, 0xff]))]);
      await expectRefusal(
        rpc,
        body,
        rpc === "WatchUserUpdates" ? "UNIMPLEMENTED" : "INVALID_ARGUMENT",
      );
    },
  );

  it.each(enveloped.filter((rpc) => rpc === "GetUser" || rpc === "WatchUserUpdates"))(
    "answers %s with no message or two with UNIMPLEMENTED",
    async (rpc) => {
      await expectRefusal(rpc, new Uint8Array(), "UNIMPLEMENTED");
      await expectRefusal(rpc, Buffer.concat([whole, whole]), "UNIMPLEMENTED");
    },
  );
});
