import type { EmbargoError, ErrorCode } from "../model/errors";
import type { CommandId } from "./commandTable";

/** What to do about a failure, said for the editor; the core's own hints name the command line. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  "own-key-missing":
    "Make one in a minute, or import yours. A file that was sent to you opens only with the key it was made for.",
  "own-key-exists": "Save its public part, or go on with it.",
  "key-missing": "Ask the person for their public key, as a file, and import it.",
  "signer-unknown":
    "If you expect a fix from this person, look at their key and compare its fingerprint on another way than the one the file came: by phone, or with the SECURITY.md of the project.",
  "signature-missing": "Ask the sender to sign it with their key.",
  "case-unfinished": "Nothing is lost; it goes on where it stopped.",
  "case-missing": "Open one from a title or from a mail.",
  "case-exists": "See the list of cases.",
  "home-unsafe":
    "Set EMBARGO_HOME to a folder that stays on this machine and is yours alone, and start the editor again.",
  "worktree-missing": "Your commits are safe in the private repository; only the folder is gone.",
  "other-case": "Record it in the case it belongs to.",
};

/** The press of a button that solves it. */
const BUTTONS: Partial<Record<ErrorCode, { readonly words: string; readonly command: CommandId }>> = {
  "own-key-missing": { words: "Make my own key…", command: "embargo.createKey" },
  "own-key-exists": { words: "Save my public key…", command: "embargo.exportKey" },
  "key-missing": { words: "Import a key…", command: "embargo.importKey" },
  "signer-unknown": { words: "Import a key…", command: "embargo.importKey" },
  "case-unfinished": { words: "Go on with opening", command: "embargo.resumeCase" },
  "case-missing": { words: "Open a case…", command: "embargo.openCase" },
  "case-exists": { words: "Show the cases", command: "embargo.showStatus" },
  "home-unsafe": { words: "Use it all the same…", command: "embargo.acceptHome" },
  "worktree-missing": { words: "Put the worktree back", command: "embargo.restoreWorktree" },
};

/** What to do next, in the editor's words where it has some. */
export function hintFor({ code, hint }: EmbargoError): string {
  return HINTS[code] ?? hint;
}

/** The button beside the sentence; `undefined` when there is nothing to press. */
export function buttonFor({ code }: EmbargoError) {
  return BUTTONS[code];
}
