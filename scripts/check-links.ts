// Fails if a link from one of the repository's Markdown files to a file or heading in the
// repository leads nowhere, or one from a package's README out of the package: npm installs
// that README, and nothing of the repository beside it.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The text without what only looks like links: fenced and inline code. */
function prose(markdown: string): string {
  return markdown.replace(/^( *)(```|~~~)[\s\S]*?^ *\2/gm, "").replace(/`[^`\n]*`/g, "");
}

function linksIn(markdown: string): string[] {
  const text = prose(markdown);
  const inline = text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  const references = text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm);
  return [...inline, ...references]
    .flatMap((match) => match[1] ?? [])
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** The anchors of a file's headings, as GitHub makes them. */
function anchorsOf(path: string): Set<string> {
  const markdown = readFileSync(path, "utf8").replace(/^( *)(```|~~~)[\s\S]*?^ *\2/gm, "");
  const headings = [...markdown.matchAll(/^#{1,6}\s+(.*)$/gm)].flatMap((match) => match[1] ?? []);
  const seen = new Map<string, number>();
  const anchors = headings.map((heading) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  return new Set(anchors);
}

/** The folder of the package that this file is published with, if it is. */
function packageOf(file: string): string | undefined {
  return /^packages\/[^/]+\/(?=README\.md$)/.exec(file)?.[0];
}

function faultIn(file: string, link: string): string | undefined {
  const [path = "", anchor] = decodeURI(link).split("#");
  const target = path === "" ? file : join(path.startsWith("/") ? "." : dirname(file), path);
  if (!existsSync(target)) return "does not exist";
  if (!target.startsWith(packageOf(file) ?? "")) {
    return "leads out of the package: say in words where it is in the repository";
  }
  if (!anchor || !target.endsWith(".md")) return;
  return anchorsOf(target).has(anchor) ? undefined : "has no such heading";
}

const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"];
const files = execFileSync("git", listed, { encoding: "utf8" }).split("\n").filter(existsSync);
let links = 0;
for (const file of files) {
  for (const link of linksIn(readFileSync(file, "utf8"))) {
    links += 1;
    const fault = faultIn(file, link);
    if (fault === undefined) continue;
    console.error(`${file}: ${link} ${fault}`);
    process.exitCode = 1;
  }
}
if (!process.exitCode) console.log(`note: ${links} links in ${files.length} files`);
