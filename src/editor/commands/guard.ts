import { commands, window } from "vscode";
import { checkPush, checkText, guardStatus, installGuard, proveGuard, removeGuard } from "../../stages/guard";
import { openHome } from "../../tools/home";
import { chooseClone } from "../choose";
import { gitApi } from "../gitApi";
import { agreed, answered } from "../runStage";
import type { Session } from "../session";
import { tell, warn } from "../tell";

/** Turns the check of pushes on in this clone. */
export async function turnGuardOn(session: Session): Promise<void> {
  await installGuard(await openHome(), await chooseClone());
  session.refresh();
  const prove = "Prove it";
  const text = "Pushes from this repository are checked now. Ordinary pushes go through untouched.";
  if ((await window.showInformationMessage(text, prove)) === prove) await commands.executeCommand("embargo.proveGuard");
}

/** Pushes a canary to a throw-away repository and says whether it was stopped. */
export async function provePushesChecked(): Promise<void> {
  const { proven, sentence } = await proveGuard(await openHome(), await chooseClone());
  (proven ? tell : warn)(sentence);
}

export async function showGuard(): Promise<void> {
  const { guarded, sentence } = await guardStatus(await openHome(), await chooseClone());
  if (guarded) return tell(sentence);
  const turnOn = "Check pushes";
  if ((await window.showWarningMessage(sentence, turnOn)) === turnOn)
    await commands.executeCommand("embargo.installGuard");
}

/** Turns the check off after a clear yes. */
export async function turnGuardOff(session: Session): Promise<void> {
  const clone = await chooseClone();
  const detail =
    "Pushes from this clone will no longer be checked, neither for open cases nor for security tags. Its git configuration is put back as it was.";
  await agreed("Stop checking pushes from this repository?", detail, "Stop checking");
  await removeGuard(await openHome(), clone);
  session.refresh();
}

/** Says what the guard would answer to a push of the current branch, without pushing. */
export async function checkBeforePush(): Promise<void> {
  const directory = await chooseClone();
  const repository = gitApi()?.repositories.find(({ rootUri }) => rootUri.fsPath === directory);
  const { name, upstream } = repository?.state.HEAD ?? {};
  const remoteOrUrl = await answered(
    window.showInputBox({ title: "Which remote?", prompt: "Name or address.", value: upstream?.remote ?? "origin" }),
  );
  const verdict = await checkPush(await openHome(), { directory, remoteOrUrl, refspecs: [name ?? "HEAD"] });
  const [message = "", ...detail] = checkText(verdict).split("\n");
  if (verdict.verdict === "allow") return tell(message);
  await window.showWarningMessage(message, { modal: true, detail: detail.join("\n") });
}
