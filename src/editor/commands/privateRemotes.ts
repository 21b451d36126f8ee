import { window } from "vscode";
import { guardStatus, planPrivateRemote, setPrivateRemoteHere } from "../../stages/guard";
import { readGuardSettings } from "../../tools/git/guardSettings";
import { openHome } from "../../tools/home";
import { chooseClone } from "../choose";
import { agreed, answered, describeSteps } from "../runStage";
import type { Session } from "../session";
import { tell } from "../tell";

/** Counts an address as private: typed whole, and what that means is shown before. */
export async function declarePrivate(session: Session): Promise<void> {
  const url = await answered(
    window.showInputBox({
      title: "Which address is private?",
      prompt:
        "Type the whole address, letter by letter. Pushes to it will not be checked, fixes of open cases included.",
      ignoreFocusOut: true,
    }),
  );
  await declare(session, await chooseClone(), url.trim(), true);
}

/** Counts an address as public again, like every other. */
export async function declarePublic(session: Session): Promise<void> {
  const directory = await chooseClone();
  const { gitDir } = await guardStatus(await openHome(), directory);
  const { privateRemotes: declared } = await readGuardSettings(gitDir);
  if (declared.length === 0) return tell("No address was declared private in this repository: every remote is public.");
  const options = { title: "Which address is public again?" };
  await declare(session, directory, await answered(window.showQuickPick([...declared], options)), false);
}

async function declare(session: Session, directory: string, url: string, isPrivate: boolean): Promise<void> {
  const home = await openHome();
  const plan = await planPrivateRemote(home, directory, { url, isPrivate });
  const { detail } = describeSteps(plan);
  await agreed(`${plan.title}?`, `${url}\n\n${detail}`, isPrivate ? "Count as private" : "Count as public");
  await setPrivateRemoteHere(home, plan);
  session.refresh();
  tell(isPrivate ? "Pushes to this address are not checked any more." : "Pushes to this address are checked again.");
}
