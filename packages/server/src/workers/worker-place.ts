/** Which worker a process is, and what it shares with the others. */
export interface WorkerPlace {
  /** From 1. */
  readonly number: number;
  /** The one that all listen on: where the options say 0, it has been picked for them. */
  readonly port: number;
}

// Flags of a user are left as they are.
const variables = { number: "USER_SERVER_WORKER_NUMBER", port: "USER_SERVER_WORKER_PORT" } as const;

/** The environment of a process that is to be this worker, beside its own. */
export function environmentOf({ number, port }: WorkerPlace): Readonly<Record<string, string>> {
  return { [variables.number]: String(number), [variables.port]: String(port) };
}

/** Which worker this process is; `undefined` for none. */
export function workerPlace(
  environment: Readonly<Record<string, string | undefined>>,
): WorkerPlace | undefined {
  const [number, port] = [environment[variables.number], environment[variables.port]];
  if (number === undefined || port === undefined) return undefined;
  return { number: Number(number), port: Number(port) };
}
