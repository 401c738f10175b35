import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { startProxy } from "./loopback-proxy.ts";

/** A proxy to a server that sends back what it gets, and a connection through it. */
async function start() {
  const server = createServer((socket) => void socket.on("error", () => {}).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port");
  const proxy = await startProxy();
  proxy.target = address.port;
  onTestFinished(() => {
    proxy.close();
    server.close();
  });
  return { proxy, socket: await dial(proxy.port) };
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" }).on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  const answered = once(socket, "data");
  socket.write(text);
  return String((await answered)[0]);
}

it("leads to its target until it is cut, and again afterwards", async () => {
  const { proxy, socket } = await start();
  expect(await echoed(socket, "ada")).toBe("ada");
  const closed = once(socket, "close");
  proxy.cut();
  await closed;
  expect(await echoed(await dial(proxy.port), "bob")).toBe("bob");
});

it("cuts after so many bytes, wherever a message is", async () => {
  const { proxy, socket } = await start();
  proxy.cutAfter(5);
  const closed = once(socket, "close");
  let got = "";
  socket.on("data", (bytes) => {
    got += String(bytes);
  });
  socket.write("ada");
  await expect.poll(() => got).toBe("ada");
  socket.write("lovelace");
  await closed;
  expect(got).toBe("adalo");
  expect(await echoed(await dial(proxy.port), "bob")).toBe("bob");
});

it("lets nothing through while it is stalled, and loses nothing", async () => {
  const { proxy, socket } = await start();
  expect(await echoed(socket, "ada")).toBe("ada");
  proxy.stall();
  let got = "";
  socket.on("data", (bytes) => {
    got += String(bytes);
  });
  socket.write("bob");
  // Another way to the same server: by the time it has answered, the stalled one could have.
  const other = await startProxy();
  onTestFinished(() => other.close());
  other.target = proxy.target;
  expect(await echoed(await dial(other.port), "eve")).toBe("eve");
  expect(got).toBe("");
  proxy.flow();
  await expect.poll(() => got).toBe("bob");
});

it("refuses connections while it leads nowhere", async () => {
  const { proxy } = await start();
  proxy.target = undefined;
  const refused = await dial(proxy.port);
  if (!refused.closed) await once(refused, "close");
  expect(refused.destroyed).toBe(true);
});
