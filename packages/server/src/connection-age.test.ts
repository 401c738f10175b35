import { once } from "node:events";
import { connect } from "node:http2";
import { expect, it } from "vitest";
import { startServer } from "./server-process.fixture.ts";

it.each(["connect", "grpc"])(
  "with --max-connection-age a connection over HTTP/2 is told to go, and not before, over --transport %s",
  async (transport) => {
    const flags = ["--store", "memory:", "--transport", transport, "--max-connection-age", "1s"];
    await using server = await startServer(flags);
    const session = connect(`http://${server.address}`);
    await once(session, "connect");
    const began = performance.now();
    const [code] = await once(session, "goaway");
    // Give or take a tenth.
    expect(performance.now() - began).toBeGreaterThan(850);
    expect(code).toBe(0);
    session.destroy();
  },
);
