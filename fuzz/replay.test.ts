import { describe, expect, it } from "vitest";
import { loadTarget, readCorpus, targetNames } from "./load-target.ts";

describe.each(targetNames)("%s", (name) => {
  it("keeps its promises for every input of its corpus", async () => {
    const target = await loadTarget(name);
    const corpus = readCorpus(name);
    expect(corpus).not.toEqual([]);
    for (const { file, data } of corpus) {
      try {
        await target.run(data);
      } catch (cause) {
        throw new Error(`fuzz/corpus/${name}/${file}`, { cause });
      }
    }
  });
});
