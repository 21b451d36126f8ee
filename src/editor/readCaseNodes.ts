import { commands } from "vscode";
import { countAdvisoryProblems } from "../stages/advise/lint";
import { guardStatus } from "../stages/guard";
import { readOverview } from "../stages/overview/readOverview";
import { escapeLine } from "../model/escape";
import { openHome } from "../tools/home";
import { keyNotices } from "../tools/pgp/keyNotices";
import { caseNode, problemNode, type CaseNode } from "./caseNodes";
import { openClones } from "./choose";
import type { Session } from "./session";

/** The rows of the list, and beside its name the title of the case whose private window this is. */
export async function readCaseNodes(session: Session): Promise<{ nodes: CaseNode[]; title?: string }> {
  const home = await openHome();
  void showGuardState();
  const entries = await readOverview(home, countAdvisoryProblems);
  const views = entries.flatMap((entry) => ("view" in entry ? [entry.view] : []));
  session.casesRead(views);
  const title = views.find(({ id }) => id === session.privateCase)?.title;
  const isOpen = (id: string) => entries.length === 1 || id === session.privateCase;
  const nodes = entries.map((entry) =>
    "view" in entry ? caseNode(entry.view, isOpen(entry.id)) : problemNode(entry.id, entry.problem),
  );
  const keys = (await keyNotices(home)).map(({ sentence }) => `⚠ ${escapeLine(sentence)}`);
  const message = [...(title === undefined ? [] : [title]), ...keys].join("\n");
  return { nodes, ...(message !== "" && { title: message }) };
}

/** What the welcome says about pushes from the clone that is open here. */
async function showGuardState(): Promise<void> {
  const [clone] = openClones();
  const state =
    clone === undefined ? undefined : (await guardStatus(await openHome(), clone)).guarded ? "armed" : "off";
  await commands.executeCommand("setContext", "embargo.guard", state);
}
