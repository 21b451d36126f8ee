import { commands, Uri, window } from "vscode";
import { planTrial, runTrial, type Review, type ReviewOptions } from "../../stages/confirm";
import { openHome } from "../../tools/home";
import { removeTrial } from "../../tools/trials";
import { agreed, answered, describeSteps, runStage } from "../runStage";

const RESTRICTED =
  "It opens in a new window. When the editor asks, say that you do not trust its authors: in Restricted Mode no task, extension or setting of it runs.";

/** Writes the result of the fix as real files where the person says, and opens them in a window of their own. */
export async function tryFix(review: Review, bytes: Uint8Array, options: ReviewOptions): Promise<string> {
  const home = await openHome();
  const dir = await whereTo();
  const branch = await whichBranch(review);
  const made = await runStage({
    gathering: "Looking at the fix",
    plan: () => planTrial(home, review, { branch, ...(dir === undefined ? {} : { dir }) }),
    describe: (plan) => {
      const { question, detail } = describeSteps(plan);
      return { question, detail: `${detail}\n\n${RESTRICTED}` };
    },
    button: "Write the files",
    run: (plan, running) => runTrial(home, plan, bytes, { ...options, ...running }),
  });
  await openTrial(made);
  return made;
}

/** Opens the files in a new window; the list of recent folders does not get to know of them. */
export async function openTrial(dir: string): Promise<void> {
  await commands.executeCommand("vscode.openFolder", Uri.file(dir), { forceNewWindow: true, noRecentEntry: true });
}

/** Removes the files, after the person said yes. */
export async function dropTrial(review: Review, dir: string): Promise<void> {
  await agreed("Remove the worktree?", `${dir}\n\nWhat you changed or built in it goes too.`, "Remove it");
  await removeTrial(await openHome(), review.manifestSha256);
}

async function whereTo(): Promise<string | undefined> {
  const inHome = { label: "In Embargo's private folder", description: "readable by you alone", choose: false };
  const other = { label: "In an empty folder of my choice…", description: "", choose: true };
  const { choose } = await answered(window.showQuickPick([inHome, other], { title: "Where do the files go?" }));
  if (!choose) return undefined;
  const dialog = {
    title: "An empty folder",
    openLabel: "Write the files here",
    canSelectFolders: true,
    canSelectFiles: false,
  };
  return (await answered(window.showOpenDialog(dialog)))[0]?.fsPath;
}

async function whichBranch({ branches }: Review): Promise<string> {
  const names = branches.map(({ name }) => name);
  if (names.length === 1) return names[0]!;
  return answered(window.showQuickPick(names, { title: "The files of which branch?" }));
}
