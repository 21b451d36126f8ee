import { commands, ProgressLocation, window } from "vscode";
import { escapeText } from "../../model/escape";
import {
  casesToType,
  checkPush,
  checkText,
  guardStatus,
  installGuard,
  proveGuard,
  removeGuard,
  type GuardStatus,
} from "../../stages/guard";
import { openHome } from "../../tools/home";
import { chooseClone } from "../choose";
import { gitApi } from "../gitApi";
import { showGuardView, type GuardAction } from "../guardView";
import { agreed, answered } from "../runStage";
import type { Session } from "../session";
import { tell } from "../tell";

/** Turns the check of pushes on in this clone. */
export async function turnGuardOn(session: Session): Promise<void> {
  await installGuard(await openHome(), await chooseClone());
  session.refresh();
  const prove = "Prove it";
  const text = "Pushes from this repository are checked now. Ordinary pushes go through untouched.";
  if ((await window.showInformationMessage(text, prove)) === prove) await commands.executeCommand("embargo.proveGuard");
}

/** Pushes a canary to a throw-away repository from every checkout, and says whether it was stopped. */
export async function provePushesChecked(): Promise<void> {
  const clone = await chooseClone();
  const options = { location: ProgressLocation.Notification, title: "Pushing a canary to a throw-away repository" };
  const proof = await window.withProgress(options, async () => proveGuard(await openHome(), clone));
  if (proof.proven) return tell(proof.sentence);
  const missed = proof.checkouts.filter(({ stopped }) => !stopped);
  const detail = missed.map(({ directory, problem = "" }) => `${directory}\n${problem}`).join("\n\n");
  const repair = "Repair";
  const asked = { modal: true, detail: escapeText(detail) };
  if ((await window.showWarningMessage(proof.sentence, asked, repair)) !== repair) return;
  await commands.executeCommand("embargo.installGuard");
}

/** Shows the guard of this clone, and does what is chosen there. */
export async function showGuard(session: Session): Promise<void> {
  const [home, clone] = [await openHome(), await chooseClone()];
  const status = await guardStatus(home, clone);
  const action = await showGuardView(status);
  const actions: Record<GuardAction, () => Thenable<unknown>> = {
    install: () => turnGuardOn(session),
    installAll: () => guardOthers(session, status),
    prove: () => commands.executeCommand("embargo.proveGuard"),
    remove: () => commands.executeCommand("embargo.removeGuard"),
    declarePrivate: () => commands.executeCommand("embargo.declarePrivate"),
    declarePublic: () => commands.executeCommand("embargo.declarePublic"),
  };
  if (action) await actions[action]();
}

async function guardOthers(session: Session, { related }: GuardStatus): Promise<void> {
  const clones = related.filter(({ kind, guarded }) => kind === "clone" && !guarded);
  for (const { directory } of clones) await installGuard(await openHome(), directory);
  session.refresh();
  tell("Pushes from the other clones of this project are checked too.");
}

/** Turns the check off after a clear yes; while a case is open, after its id was typed. */
export async function turnGuardOff(session: Session): Promise<void> {
  const [home, clone] = [await openHome(), await chooseClone()];
  const open = await casesToType(home, clone);
  for (const id of open) await typedCase(id);
  const detail =
    "Pushes from this clone will no longer be checked, neither for open cases nor for security tags. Its git configuration is put back as it was.";
  await agreed("Stop checking pushes from this repository?", detail, "Stop checking");
  await removeGuard(home, clone, open);
  session.refresh();
}

async function typedCase(id: string): Promise<void> {
  await answered(
    window.showInputBox({
      title: `Case ${id} is open, and its fix could be pushed from here`,
      prompt: `To stop checking all the same, type its id: ${id}`,
      validateInput: (text) => (text === id ? undefined : `Type ${id}, or press Escape to keep the check.`),
      ignoreFocusOut: true,
    }),
  );
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
