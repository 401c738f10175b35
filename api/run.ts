// The pages of every package's API, made of its TSDoc, in api/pages: `pnpm api`. Fails if an
// export has no comment, names a type that is not exported, or links to what is not there.
import { join } from "node:path";
import { Application, OptionDefaults } from "typedoc";
import { workspacePackages } from "../scripts/workspace.ts";

const here = import.meta.dirname;

const tags = {
  blockTags: [...OptionDefaults.blockTags, "@generated" as const],
  excludeTags: [...OptionDefaults.excludeTags, "@generated" as const],
};

const app = await Application.bootstrap({
  ...tags,
  name: "User directory",
  entryPointStrategy: "packages",
  entryPoints: workspacePackages().map(({ folder }) => join(here, "..", folder)),
  packageOptions: {
    ...tags,
    tsconfig: join(here, "tsconfig.json"),
    // `pnpm check` has done that, by the compiler that the code is written for.
    skipErrorChecking: true,
    disableSources: true,
    // READMEs are read where they lie: links between them lead to folders.
    readme: "none",
    requiredToBeDocumented: ["Class", "Function", "Interface", "TypeAlias", "Variable"],
    validation: { invalidLink: true, notDocumented: true, notExported: true },
  },
  readme: "none",
  // Each package was looked at by itself.
  validation: { invalidLink: true, notDocumented: false, notExported: false },
});

const project = await app.convert();
if (project === undefined) throw new Error("There are no pages of the API");
app.validate(project);
await app.generateDocs(project, join(here, "pages"));
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
