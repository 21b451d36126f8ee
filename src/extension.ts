import { commands, window, workspace, type ExtensionContext } from "vscode";
import { CasesView } from "./editor/casesView";
import { privateCaseOf } from "./tools/cases/caseAround";
import { CaseStatus } from "./editor/caseStatus";
import { COMMAND_IDS } from "./editor/commandTable";
import { loadFace } from "./editor/loadFace";
import { helpWriting } from "./editor/helpWriting";
import { receivedEditors } from "./editor/receivedEditors";
import { gitApi } from "./editor/gitApi";
import type { GuardNotice } from "./editor/guardNotice";
import type { Session } from "./editor/session";
import { watchAdvisories } from "./editor/watchAdvisories";
import { HomeWatch } from "./editor/watchHome";
import { watchPushes } from "./editor/watchPushes";
import { projectFolders } from "./tools/cases/caseFolders";
import { ownHomePath } from "./tools/home";

/** Registers what the window shows; everything that works is loaded when it is first asked for. */
export function activate(context: ExtensionContext): void {
  try {
    start(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(
      `Embargo could not start: ${reason}. Pushes are still checked where that was turned on.`,
    );
  }
}

function start(context: ExtensionContext): void {
  const home = ownHomePath();
  const privateCase = privateCaseOf(workspace.workspaceFile?.fsPath, home);
  let quiet = 0;
  const session: Session = {
    context,
    ...(privateCase && { privateCase }),
    refresh: () => {
      if (quiet > 0) return;
      void look();
      casesView.refresh();
    },
    quietly: async (work) => {
      quiet++;
      try {
        return await work();
      } finally {
        quiet--;
        session.refresh();
      }
    },
    casesRead: (cases) => status?.update(cases),
  };
  const casesView = new CasesView(session);
  const homeWatch = new HomeWatch(home, session.refresh);
  let guardNotice: GuardNotice | undefined;
  const look = async () => {
    await setContext("embargo.hasCases", (await homeWatch.look()) > 0);
    if (privateCase) await (await loadFace()).showAnswers(session, privateCase);
    if ((await projectFolders(home)).length === 0) return; // no case and no guard yet: nothing that could be missing
    const { GuardNotice } = await loadFace();
    if (!guardNotice) context.subscriptions.push((guardNotice = new GuardNotice(session)));
    await guardNotice.look();
  };
  const status = privateCase && new CaseStatus(privateCase);

  for (const id of COMMAND_IDS) {
    const run = async (argument: unknown) => (await loadFace()).runCommand(session, id, argument);
    context.subscriptions.push(commands.registerCommand(id, run));
  }
  const views = [casesView, homeWatch, receivedEditors(session), watchAdvisories(), helpWriting(), watchPushes()];
  const opened = gitApi()?.onDidOpenRepository(() => void look());
  for (const part of [...views, status, opened]) if (part) context.subscriptions.push(part);
  void setContext("embargo.inPrivateWindow", privateCase !== undefined);
  void look();
  if (privateCase) void loadFace().then((face) => face.greet(session, privateCase));
}

async function setContext(key: string, value: boolean): Promise<void> {
  await commands.executeCommand("setContext", key, value);
}
