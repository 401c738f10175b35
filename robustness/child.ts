import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { finishLine } from "./programs/program.ts";

/** A program of the run, in a process of its own. */
export interface Child {
  /** The first line that it prints. Rejects if it ends before. */
  readonly ready: Promise<string>;
  /** Asks it to finish, and resolves when it has. */
  finish(): Promise<void>;
  /** Ends it by `kill -9`, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Whether it runs. */
  readonly isAlive: boolean;
}

/** How a program is started. */
export interface ChildOptions {
  /** File in `programs/`. */
  readonly program: string;
  /** As its own source says. */
  readonly options: object;
  /** Told if it ends by itself with anything but success; with what it said. */
  readonly onFault: (message: string) => void;
}

const children = new Set<ChildProcessByStdio<Writable, Readable, Readable>>();
// However this process ends; if it is killed itself, their input ends, and they with it.
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts a program. It does not outlive this process. */
export function startChild({ program, options, onFault }: ChildOptions): Child {
  const file = new URL(`programs/${program}.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, [file, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  children.add(child);
  // Of one that was killed.
  child.stdin.on("error", () => {});
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  let isAlive = true;
  const exited = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      isAlive = false;
      children.delete(child);
      if (code !== 0 && signal !== "SIGKILL") {
        onFault(`${program} ended with ${code ?? signal}:\n${said}`);
      }
      resolve();
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    exited.then(() => reject(new Error(`${program} ended at its start: ${said}`)), reject);
  });
  // Most programs print nothing.
  ready.catch(() => {});
  return {
    ready,
    get isAlive() {
      return isAlive;
    },
    finish() {
      child.stdin.write(`${finishLine}\n`);
      return exited;
    },
    kill() {
      child.kill("SIGKILL");
      return exited;
    },
  };
}
