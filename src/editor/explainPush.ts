import { commands, Position, Range, Uri, window, type MessageItem } from "vscode";
import { EmbargoError } from "../model/errors";
import { escapeLine } from "../model/escape";
import type { GuardTest, Reason } from "../model/push";
import {
  allowOnce,
  explainVerdict,
  headline,
  idsToType,
  lastVerdict,
  publicPlace,
  reasonLines,
  rememberAnswer,
  requireAllowable,
  type RecordedVerdict,
} from "../stages/guard";
import { openHome, type Home } from "../tools/home";
import { caseAround } from "../tools/cases/caseAround";
import { gitApi, type GitRepository } from "./gitApi";
import { answered } from "./runStage";
import { showError } from "./showError";

/** The tests whose reasons name a place in a file. */
const IN_FILES: readonly GuardTest[] = ["lines", "hunk", "removed-lines", "blob"];

/** A push of the editor that one of our locks stopped. */
export interface StoppedPush {
  readonly repository: GitRepository;
  readonly remote: string;
  readonly refspec: string;
  /** What git wrote: our own lines, then its. */
  readonly stderr: string;
  /** What git was started with, where the editor tells. */
  readonly gitArgs?: readonly string[];
}

/** Says why a push was stopped and what to do, in place of git's advice to pull. */
export async function explainPush(push: StoppedPush): Promise<void> {
  try {
    const home = await openHome();
    const directory = push.repository.rootUri.fsPath;
    if (caseAround(directory, home.dir)) return await explainPrivatePush();
    const recorded = await lastVerdict(home, directory);
    if (!recorded || !isAbout(recorded, push)) return await showOwnWords(push);
    await (recorded.verdict === "ask" ? askOnce(home, push, recorded) : explainRefusal(home, push, recorded));
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

async function explainRefusal(home: Home, push: StoppedPush, recorded: RecordedVerdict): Promise<void> {
  const keep: MessageItem = { title: "Keep it here", isCloseAffordance: true };
  const move: MessageItem = { title: "Move to the case…" };
  const lines: MessageItem = { title: "Show the lines" };
  const open: MessageItem = { title: "Open the case" };
  const once: MessageItem = { title: "Push this once…" };
  const inFile = recorded.reasons.find(({ test }) => IN_FILES.includes(test));
  const shown = inFile ?? recorded.reasons.find(({ commit }) => commit !== undefined);
  const isOfCase = recorded.reasons.some((reason) => reason.case !== undefined);
  // The editor makes the first one that is not the no its default: looking is harmless.
  const buttons = [keep, ...(shown ? [lines] : []), ...(isOfCase ? [move, open] : [])];
  const detail = [publicPlace(recorded), "", ...reasonLines(recorded), "", "Nothing was sent."].join("\n");
  const options = { modal: true, detail };
  const more = isAllowable(recorded) ? [once] : [];
  const pressed = await window.showWarningMessage(`${headline(recorded)}.`, options, ...buttons, ...more);
  if (pressed === move)
    await commands.executeCommand("embargo.moveToCase", { directory: push.repository.rootUri.fsPath });
  if (pressed === lines && shown) await showPlace(push.repository, shown);
  if (pressed === open) await commands.executeCommand("embargo.showStatus");
  if (pressed === once) await pushThisOnce(home, push, recorded);
}

function isAllowable(recorded: RecordedVerdict): boolean {
  try {
    requireAllowable(recorded);
    return true;
  } catch {
    return false;
  }
}

/** Past a refusal, once: the person types the id of the case, which no habit of the fingers does. */
async function pushThisOnce(home: Home, push: StoppedPush, recorded: RecordedVerdict): Promise<void> {
  const ids = idsToType(recorded);
  const typed = await answered(
    window.showInputBox({
      title: `Publish the fix of ${ids}?`,
      prompt: `${publicPlace(recorded)} What is pushed there cannot be taken back. Type ${ids} to let exactly this push through, one time; the case keeps a record of it.`,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === ids ? undefined : `Type ${ids}, or press Escape to keep it here.`),
    }),
  );
  await allowOnce(home, push.repository.rootUri.fsPath, recorded, { typed, asked: "editor" });
  await pushAgain(push);
}

/** Asks once about what looks like a security fix. */
async function askOnce(home: Home, push: StoppedPush, recorded: RecordedVerdict): Promise<void> {
  const isOfCase = recorded.reasons.some((reason) => reason.case !== undefined);
  const move = isOfCase ? "Move to the case…" : "Move to a private worktree…";
  const anyway = "Push anyway";
  const always = "Push, do not ask again";
  const warning = "Nothing was sent yet. Once pushed it is public, even on a branch that nobody announced.";
  const detail = [publicPlace(recorded), "", ...reasonLines(recorded), "", warning].join("\n");
  const options = { modal: true, detail };
  const pressed = await window.showWarningMessage(`${headline(recorded)}.`, options, move, anyway, always);
  const directory = push.repository.rootUri.fsPath;
  if (pressed === move) {
    await commands.executeCommand(isOfCase ? "embargo.moveToCase" : "embargo.moveToPrivate", { directory });
  }
  if (pressed === always) await rememberAnswer(home, directory, recorded);
  if (pressed === anyway) await allowOnce(home, directory, recorded, { asked: "editor" });
  if (pressed === anyway || pressed === always) await pushAgain(push);
}

/** The same push. What was let through is bound to its objects: a branch that moved on meanwhile is asked about again. */
async function pushAgain({ repository, remote, refspec, gitArgs = [] }: StoppedPush): Promise<void> {
  const has = (flag: string) => gitArgs.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const force = has("--force-if-includes") ? 2 : has("--force-with-lease") ? 1 : has("--force") ? 0 : undefined;
  try {
    await repository.push(remote, refspec, has("-u") || has("--set-upstream"), force);
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    const line = said.split("\n").find((text) => /^(?: ! |error|fatal|remote)/.test(text)) ?? "";
    const message = `git could not push: ${escapeLine(line.trim())}`;
    throw new EmbargoError("git-failed", message, "Nothing more was let through; push again.", error);
  }
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
  const [first = ""] = explainVerdict(recorded, recorded).split("\n");
  return stderr.includes(first);
}

/** Opens a file of the pushed commit where the lines of the fix stand in it; a commit that is known whole, as its changes. */
async function showPlace(repository: GitRepository, { test, commit, subject = "" }: Reason): Promise<void> {
  if (commit && test !== "lines" && test !== "blob") {
    await commands.executeCommand("git.viewCommit", repository, commit);
    return;
  }
  const [, path = subject, line = "1"] = /^(.*?)(?::(\d+))?$/.exec(subject) ?? [];
  const file = Uri.joinPath(repository.rootUri, path);
  const committed = commit && gitApi()?.toGitUri(file, commit);
  const start = new Position(Number(line) - 1, 0);
  await window.showTextDocument(committed ?? file, { selection: new Range(start, start), preview: true });
}
