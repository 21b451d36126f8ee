import { commands, Position, Range, Uri, window, type MessageItem } from "vscode";
import type { GuardTest, Reason } from "../model/push";
import { explainVerdict, lastVerdict, rememberAnswer, type RecordedVerdict } from "../stages/guard";
import { openHome, type Home } from "../tools/home";
import { caseAround } from "./caseAround";
import { gitApi, type GitRepository } from "./gitApi";
import { showError } from "./showError";
import { findingLines, verdictQuestion } from "./verdictWords";

/** A push of the editor that one of our locks stopped. */
export interface StoppedPush {
  readonly repository: GitRepository;
  readonly remote: string;
  readonly refspec: string;
  /** What git wrote: our own lines, then its. */
  readonly stderr: string;
}

/** Says why a push was stopped and what to do, in place of git's advice to pull. */
export async function explainPush(push: StoppedPush): Promise<void> {
  try {
    const home = await openHome();
    const directory = push.repository.rootUri.fsPath;
    if (caseAround(directory, home.dir)) return await explainPrivatePush();
    const recorded = await lastVerdict(home, directory);
    if (!recorded || !isAbout(recorded, push)) return await showOwnWords(push);
    await (recorded.verdict === "ask" ? askOnce(home, push, recorded) : explainRefusal(push, recorded));
  } catch (error) {
    await showError(error);
  }
}

/** A push from a private worktree: nothing of it is ever pushed, whoever asks. */
async function explainPrivatePush(): Promise<void> {
  const send = "Send to the reporter…";
  const detail =
    "Nothing was sent, and nothing can be pushed from here. When the fix is ready, it goes to the reporter as one encrypted file.";
  const options = { modal: true, detail };
  if ((await window.showInformationMessage("What you commit here stays here.", options, send)) === send) {
    await commands.executeCommand("embargo.sendToReporter");
  }
}

async function explainRefusal({ repository }: StoppedPush, recorded: RecordedVerdict): Promise<void> {
  const keep: MessageItem = { title: "Keep it here", isCloseAffordance: true };
  const lines: MessageItem = { title: "Show the lines" };
  const open: MessageItem = { title: "Open the case" };
  const detail = [publicPlace(recorded), "", ...findingLines(recorded), "", "Nothing was sent."].join("\n");
  const found = (test: GuardTest) => recorded.reasons.find((reason) => reason.test === test);
  const inFile = found("lines") ?? found("blob");
  const buttons = [keep, ...(inFile ? [lines] : []), open];
  const pressed = await window.showWarningMessage(verdictQuestion(recorded), { modal: true, detail }, ...buttons);
  if (pressed === lines && inFile) await showPlace(repository, inFile);
  if (pressed === open) await commands.executeCommand("embargo.showStatus");
}

/** Asks once about what looks like a security fix; a yes is remembered and the push made again. */
async function askOnce(home: Home, push: StoppedPush, recorded: RecordedVerdict): Promise<void> {
  const openCase = "Open a case…";
  const anyway = "Push anyway";
  const warning = "Nothing was sent yet. Once pushed it is public, even on a branch that nobody announced.";
  const detail = [publicPlace(recorded), "", ...findingLines(recorded), "", warning].join("\n");
  const options = { modal: true, detail };
  const pressed = await window.showWarningMessage(verdictQuestion(recorded), options, openCase, anyway);
  if (pressed === openCase) await commands.executeCommand("embargo.openCase");
  if (pressed !== anyway) return;
  await rememberAnswer(home, push.repository.rootUri.fsPath, recorded);
  await push.repository.push(push.remote, push.refspec);
}

/** A push that was stopped before anything could be judged: what the hook said. */
async function showOwnWords({ stderr }: StoppedPush): Promise<void> {
  const lines = stderr.split("\n");
  const own = lines.slice(lines.findIndex((line) => line.startsWith("embargo: ")));
  const gits = own.findIndex((line) => line.startsWith("error: "));
  const detail = own.slice(0, gits < 0 ? undefined : gits).join("\n");
  await window.showWarningMessage("This push was stopped.", { modal: true, detail: detail.replace(/^embargo: /, "") });
}

/** Whether the record is of this very push: the hook wrote its words into git's error output. */
function isAbout(recorded: RecordedVerdict, { stderr }: StoppedPush): boolean {
  const [headline = ""] = explainVerdict(recorded, recorded).split("\n");
  return stderr.includes(headline);
}

function publicPlace({ remote, url }: RecordedVerdict): string {
  return `${remote} counts as public (${url}).`;
}

/** Opens a file of the pushed commit where the lines of the fix stand in it. */
async function showPlace(repository: GitRepository, { commit, subject = "" }: Reason): Promise<void> {
  const [, path = subject, line = "1"] = /^(.*?)(?::(\d+))?$/.exec(subject) ?? [];
  const file = Uri.joinPath(repository.rootUri, path);
  const committed = commit && gitApi()?.toGitUri(file, commit);
  const start = new Position(Number(line) - 1, 0);
  await window.showTextDocument(committed ?? file, { selection: new Range(start, start), preview: true });
}
