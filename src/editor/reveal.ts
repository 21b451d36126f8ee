import { commands, env, Uri } from "vscode";
import { tell } from "./tell";

const REVEAL = "revealFileInOS";

/** Shows a file in the system's file manager; where there is none (a remote machine), its path goes to the clipboard. */
export async function reveal(path: string): Promise<void> {
  if ((await commands.getCommands()).includes(REVEAL) && env.remoteName === undefined) {
    await commands.executeCommand(REVEAL, Uri.file(path));
    return;
  }
  await env.clipboard.writeText(path);
  tell("There is no file manager here; the path is in the clipboard.");
}
