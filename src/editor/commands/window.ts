import { delimiter, dirname } from "node:path";
import { commands } from "vscode";
import { openHome } from "../../tools/home";
import { writeLauncher } from "../../tools/launcher";
import type { Session } from "../session";
import { tell } from "../tell";

/** Shows the list of cases. */
export async function showCases(): Promise<void> {
  await commands.executeCommand("embargo.cases.focus");
}

/** Makes the command line available in terminals of this editor that are opened from now on. */
export async function putOnPath({ context }: Session): Promise<void> {
  const launcher = await writeLauncher(await openHome());
  const folder = dirname(launcher) + delimiter;
  context.environmentVariableCollection.description = "The command `embargo`, the same verbs as in the palette.";
  context.environmentVariableCollection.prepend("PATH", folder, {
    applyAtProcessCreation: true,
    applyAtShellIntegration: true,
  });
  tell("New terminals know the command: embargo --help");
}
