import { commands, window, type QuickPickItem } from "vscode";
import { escapeLine } from "../../model/escape";
import { askGuards } from "../../stages/guard";
import { examine, type Examined } from "../../stages/overview/examine";
import { openHome } from "../../tools/home";
import type { CommandId } from "../commandTable";
import { openClones } from "../choose";

const ICONS = { good: "$(pass)", note: "$(info)", bad: "$(warning)" } as const;

/** What a press on a line that wants something done starts. */
const REMEDIES: Partial<Record<Examined["name"], CommandId>> = {
  "own-key": "embargo.createKey",
  cases: "embargo.showStatus",
  guard: "embargo.showGuard",
  runtime: "embargo.installGuard",
};

/** Everything that the program needs, on one screen: the same lines as `embargo doctor`. */
export async function showDoctor(): Promise<void> {
  const home = await openHome();
  const findings = await examine(home, () => askGuards(home, openClones()[0]));
  const bad = findings.filter(({ state }) => state === "bad").length;
  const verdict = bad === 0 ? "everything is in place" : `${bad} ${bad === 1 ? "thing" : "things"} to do`;
  const rows = findings.map(({ name, state, sentence, hint }): QuickPickItem & { command?: CommandId } => {
    const command = state === "good" ? undefined : REMEDIES[name];
    const row = { label: `${ICONS[state]} ${escapeLine(sentence)}`, ...(hint ? { detail: escapeLine(hint) } : {}) };
    return command === undefined ? row : { ...row, command };
  });
  const options = { title: `Doctor: ${verdict}`, placeHolder: "Choose a row to act on it, or press Escape" };
  const picked = await window.showQuickPick(rows, options);
  if (picked?.command) await commands.executeCommand(picked.command);
}
