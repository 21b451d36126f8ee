import { exportCaseAdvisory, importForeignAdvisory } from "./commands/advisory";
import { acceptReceived, openReceived } from "./commands/answers";
import { checkFixInVersions } from "./commands/checkFix";
import { deriveAdvisory } from "./commands/deriveAdvisory";
import { showDoctor } from "./commands/doctor";
import { checkBeforePush, provePushesChecked, showGuard, turnGuardOff, turnGuardOn } from "./commands/guard";
import { addComment, cancelComment, deleteComment, editComment, saveComment } from "./commands/comments";
import { compareKey, createKey, exportKey, importKey, importOwn } from "./commands/keys";
import { moveToCase, moveToPrivate } from "./commands/move";
import { handOver, importPatch, takeOver } from "./commands/coMaintainers";
import { backUpKey, changeKey, useGpgKey } from "./commands/keyChanges";
import { openCase, openFromMail, resumeCase } from "./commands/openCase";
import { declarePrivate, declarePublic } from "./commands/privateRemotes";
import { previewAdvisory } from "./writing/previewAdvisory";
import { rateSeverity } from "./writing/rateSeverity";
import { showWhatIsLeft } from "./writing/whatIsLeft";
import { openAdvisory, openPrivateWindow, restorePrivateWorktree } from "./commands/places";
import { acceptHome, allowRemote, fetchWork, revokeRemote } from "./commands/privatePlace";
import { sendToReporter } from "./commands/sendBundle";
import { putOnPath, showCases } from "./commands/window";
import type { CommandId } from "./commandTable";
import type { Session } from "./session";
import { showError } from "./showError";

export { advisoryLenses } from "./writing/advisoryLenses";
export { showProblems } from "./advisoryProblems";
export { completeAdvisory } from "./writing/completeAdvisory";
export { explainAdvisory } from "./writing/explainAdvisory";
export { mendAdvisory } from "./writing/mendAdvisory";
export { explainPush } from "./explainPush";
export { greet } from "./greet";
export { GuardNotice } from "./guardNotice";
export { readCaseNodes } from "./readCaseNodes";
export { showAnswerThreads as showAnswers } from "./review/answerThreads";
export { showAnswer } from "./review/answerView";
export { showBundle } from "./review/bundleView";

/** `argument` is the row of the list that a command was started from, if any. */
type Handler = (session: Session, argument: unknown) => void | Promise<void>;

const HANDLERS: Readonly<Record<CommandId, Handler>> = {
  "embargo.openCase": openCase,
  "embargo.openCaseFromMail": openFromMail,
  "embargo.resumeCase": resumeCase,
  "embargo.openPrivateWindow": openPrivateWindow,
  "embargo.restoreWorktree": restorePrivateWorktree,
  "embargo.fetchPublicWork": fetchWork,
  "embargo.allowRemote": allowRemote,
  "embargo.revokeRemote": revokeRemote,
  "embargo.showStatus": showCases,
  "embargo.refreshCases": (session) => session.refresh(),
  "embargo.installGuard": turnGuardOn,
  "embargo.proveGuard": provePushesChecked,
  "embargo.showGuard": showGuard,
  "embargo.removeGuard": turnGuardOff,
  "embargo.checkPush": checkBeforePush,
  "embargo.moveToPrivate": moveToPrivate,
  "embargo.moveToCase": moveToCase,
  "embargo.declarePrivate": declarePrivate,
  "embargo.declarePublic": declarePublic,
  "embargo.showDoctor": showDoctor,
  "embargo.sendToReporter": sendToReporter,
  "embargo.openReceived": openReceived,
  "embargo.acceptAnswer": acceptReceived,
  "embargo.importPatch": importPatch,
  "embargo.handOver": handOver,
  "embargo.takeOver": takeOver,
  "embargo.addComment": addComment,
  "embargo.editComment": editComment,
  "embargo.saveComment": saveComment,
  "embargo.cancelComment": cancelComment,
  "embargo.deleteComment": deleteComment,
  "embargo.openAdvisory": openAdvisory,
  "embargo.deriveAdvisory": deriveAdvisory,
  "embargo.checkFix": checkFixInVersions,
  "embargo.exportAdvisory": exportCaseAdvisory,
  "embargo.importAdvisory": importForeignAdvisory,
  "embargo.previewAdvisory": previewAdvisory,
  "embargo.whatIsLeft": showWhatIsLeft,
  "embargo.rateSeverity": rateSeverity,
  "embargo.createKey": createKey,
  "embargo.importKey": importKey,
  "embargo.importOwnKey": importOwn,
  "embargo.compareKey": compareKey,
  "embargo.exportKey": exportKey,
  "embargo.backUpKey": backUpKey,
  "embargo.useGpgKey": useGpgKey,
  "embargo.changeKey": changeKey,
  "embargo.acceptHome": acceptHome,
  "embargo.putOnPath": putOnPath,
};

/** Runs a command of the table; the one catch of the editor. */
export async function runCommand(session: Session, id: CommandId, argument: unknown): Promise<void> {
  try {
    await HANDLERS[id](session, argument);
  } catch (error) {
    await showError(error, argument);
  }
}
