import { window } from "vscode";
import { escapeText } from "../../model/escape";
import { draftNewAdvisory } from "../../stages/advise/draft";
import { planOpen, readOpenFacts, readReport, runOpen, type OpenPlan, type OpenWishes } from "../../stages/open";
import { findCase } from "../../tools/cases/store";
import { openHome } from "../../tools/home";
import { chooseCase, chooseClone, chooseFile } from "../choose";
import { passphraseSource } from "../ownKey";
import { answered, describeSteps, runStage } from "../runStage";
import type { Session } from "../session";
import { showReport } from "../review/reportPage";
import { openPrivateWindow } from "./places";

/** Opens a case from a title or from a mail, as the person chooses. */
export async function openCase(session: Session): Promise<void> {
  const ways = [
    { label: "From a title", detail: "You found it, or it reached you by word of mouth.", open: openFromTitle },
    {
      label: "From a saved mail",
      detail: "The report as an .eml file; it is read as text and kept with the case.",
      open: openFromMail,
    },
  ];
  const way = await answered(window.showQuickPick(ways, { title: "Open a case" }));
  await way.open(session);
}

/** Opens a case from a mail that the person saved. */
export async function openFromMail(session: Session): Promise<void> {
  const directory = await chooseClone();
  const file = await chooseFile("The report, a saved mail", { Mails: ["eml"], "All files": ["*"] });
  const { source, remember } = passphraseSource(session);
  const report = await readReport(await openHome(), file.fsPath, source);
  await remember();
  showReport(session, report);
  const title = await askTitle(report.suggestedTitle);
  await open(session, { directory, title, reportFile: file.fsPath, passphrase: source });
}

/** Goes on with a case whose opening was interrupted. */
export async function resumeCase(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const { project } = (await findCase(await openHome(), id)).record;
  await open(session, { directory: project.publicWorktree ?? project.publicGitDir, id });
}

async function openFromTitle(session: Session): Promise<void> {
  const directory = await chooseClone();
  await open(session, { directory, title: await askTitle() });
}

async function askTitle(value = ""): Promise<string> {
  const title = await answered(
    window.showInputBox({
      title: "What is it about?",
      prompt: "One line. It is shown only in the private window; folders and files have the case's id.",
      value,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === "" ? "A title is needed." : undefined),
    }),
  );
  return title.trim();
}

async function open(session: Session, wishes: OpenWishes): Promise<void> {
  const home = await openHome();
  const opened = await runStage({
    gathering: "Reading the repository",
    plan: async () => planOpen(await readOpenFacts(home, wishes)),
    describe: describeOpening,
    button: "Open",
    run: (plan, options) =>
      session.quietly(() => runOpen(home, plan, { ...options, draftAdvisory: draftNewAdvisory, agreedToSetup: true })),
  });
  if (opened.setup?.state === "failed") {
    const detail = opened.setup.lastLines ?? "";
    const text = `The project's set-up command failed in the worktree of ${opened.case}. The case is open all the same.`;
    await window.showWarningMessage(text, { modal: true, detail: escapeText(detail) });
  }
  const show = "Open the private window";
  const text = `Case ${opened.case} is open. Next: write the fix in its private window.`;
  const pressed = await window.showInformationMessage(text, show);
  if (pressed === show) await openPrivateWindow(session, { caseId: opened.case });
}

/** The steps, and where all of it will lie. */
function describeOpening(plan: OpenPlan) {
  const { question, detail } = describeSteps(plan);
  return { question, detail: `${detail}\n\nThe private place is ${plan.places.dir}` };
}
