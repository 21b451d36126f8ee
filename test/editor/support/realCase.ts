import { randomUUID } from "node:crypto";
import { draftNewAdvisory } from "../../../src/stages/advise/draft";
import { planOpen, readOpenFacts, runOpen, type OpenResult } from "../../../src/stages/open";
import { openHome } from "../../../src/tools/home";
import { commit, makeProject, type Project } from "../../support/gitRepo";

/** What the fix of the case changes: a line that no other commit has. */
export const FIXED = "export const follow = (request, target) => fetch(target, sameOriginHeaders(request, target));\n";

/** A real project and an open case of it in this host's home, with one commit of the fix in its private worktree. */
export async function openRealCase(title: string): Promise<{ project: Project; opened: OpenResult }> {
  // Two projects that begin with the same commit are one project to Embargo.
  const project = makeProject({ files: { "README.md": `# ${randomUUID()}\n` } });
  const home = await openHome();
  const plan = planOpen(await readOpenFacts(home, { directory: project.clone, title }));
  const opened = await runOpen(home, plan, { draftAdvisory: draftNewAdvisory });
  commit(opened.worktree, { "src/redirect.js": FIXED }, "Keep headers with their origin");
  return { project, opened };
}
