// Packages as they would be published.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type WorkspacePackage, workspacePackages } from "./workspace.ts";

const run = promisify(execFile);

/** A package and its tarball. */
export interface Packed extends WorkspacePackage {
  readonly tarball: string;
}

/** Packs every package that is published, as it was built, into a folder. */
export async function packAll(folder: string): Promise<Packed[]> {
  const publishable = workspacePackages().filter(({ manifest }) => !manifest.private);
  return Promise.all(publishable.map((each) => pack(each, folder)));
}

async function pack(workspacePackage: WorkspacePackage, folder: string): Promise<Packed> {
  const tarball = join(folder, `${workspacePackage.folder.replaceAll("/", "-")}.tgz`);
  await run("pnpm", ["pack", "--out", tarball], { cwd: workspacePackage.folder });
  return { ...workspacePackage, tarball };
}
