import { certificateFiles } from "./certificate-files.ts";
import { pause } from "./crowd.ts";
import { type HonestClient, startHonestClient } from "./honest.ts";
import { type AttackedServer, startServer, type Transport } from "./server.ts";

/** A server, and an honest client that goes on calling it. */
export interface Stage extends AsyncDisposable {
  readonly server: AttackedServer;
  readonly honest: HonestClient;
}

/** Calls a second of the honest client. */
const perSecond = 50;
/** Until their code is compiled. */
const warmUpMs = 1_500;

/** Sets up a server of its own. */
export async function openStage(
  transport: Transport,
  tls: boolean,
  callsPerSecond = perSecond,
): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const files = tls ? stack.use(certificateFiles()) : undefined;
  const server = stack.use(await startServer(transport, files?.serverFlags));
  const settings = { port: server.port, perSecond: callsPerSecond, ...(files && { ca: files.ca }) };
  const honest = stack.use(startHonestClient(settings));
  await pause(warmUpMs);
  const all = stack.move();
  return { server, honest, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Whoever asks for the same stage again gets it as it was left. */
export interface Stages extends AsyncDisposable {
  open(transport: Transport, tls: boolean): Promise<Stage>;
}

/** Stages that outlive all attacks, one of each kind. */
export function sharedStages(): Stages {
  const opened = new Map<string, Promise<Stage>>();
  return {
    open(transport, tls) {
      const kind = `${transport} ${tls}`;
      const stage = opened.get(kind) ?? openStage(transport, tls);
      opened.set(kind, stage);
      return stage;
    },
    async [Symbol.asyncDispose]() {
      for (const stage of opened.values()) await (await stage)[Symbol.asyncDispose]();
    },
  };
}
