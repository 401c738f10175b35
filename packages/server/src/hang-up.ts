import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { isatty } from "node:tty";

/** What SIGHUP comes to. */
export interface HangUp {
  /** Somebody has sent it, as `systemctl reload` does. */
  readonly onReload: () => void;
  /** The terminal that the program was started on has gone, and what is printed goes nowhere. */
  readonly onGone: () => void;
}

/**
 * Listens to SIGHUP, which means two things: a descriptor of a terminal that has
 * hung up is none of a terminal any more.
 */
export function onHangUp({ onReload, onGone }: HangUp): void {
  let terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.on("SIGHUP", () => {
    const gone = terminals.filter((fd) => !isatty(fd));
    if (gone.length === 0) return onReload();
    for (const fd of gone) silence(fd);
    terminals = [];
    onGone();
  });
}

/** A line of the log to a terminal that has gone would be an error, in the midst of the drain. */
function silence(fd: number): void {
  closeSync(fd);
  // Takes the lowest that is free (POSIX, open): the one that has just been closed.
  openSync(devNull, "r+");
}
