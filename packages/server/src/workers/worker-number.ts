/** Tells a process that it is a worker, and which one. */
export const workerVariable = "USER_SERVER_WORKER_NUMBER";

/** Which worker this process is, from 1; `undefined` for none. */
export function workerNumber(
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const text = environment[workerVariable];
  return text === undefined ? undefined : Number(text);
}
