import { readFileSync } from "node:fs";

/** A figure of /proc/PID/status: resident memory now, or at its peak. */
export function residentMegabytes(pid: number, field: "VmRSS" | "VmHWM"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
}
