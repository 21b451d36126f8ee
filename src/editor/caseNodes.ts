import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Command } from "vscode";
import type { EmbargoError } from "../model/errors";
import type { CaseId } from "../model/ids";
import type { CaseView, Gate, NextVerb } from "../stages/overview/caseView";
import type { CommandId } from "./commandTable";

/** One row of the list. Commands of a case get something with its id as their argument. */
export interface CaseNode {
  readonly caseId: CaseId;
  readonly item: TreeItem;
  readonly children: CaseNode[];
}

const COMMAND_OF = {
  open: "embargo.resumeCase",
  worktree: "embargo.restoreWorktree",
  bundle: "embargo.sendToReporter",
  accept: "embargo.acceptAnswer",
  advisory: "embargo.openAdvisory",
} as const satisfies Record<NextVerb, CommandId>;

/** A case as rows: its one next step first, then what is open, then what is done, folded away. */
export function caseNode(view: CaseView, isExpanded: boolean): CaseNode {
  const { id, gates } = view;
  const done = gates.filter(isFinished);
  const open = gates.filter((gate) => !isFinished(gate));
  const item = new TreeItem(id, isExpanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.description = view.summary;
  item.iconPath = new ThemeIcon("lock");
  item.contextValue = contextOf(view);
  item.tooltip = `${id}\n${view.summary}\nNext: ${view.next.sentence}`;
  item.accessibilityInformation = { label: `Case ${id}, ${view.summary}. Next: ${view.next.sentence}` };
  return {
    caseId: id,
    item,
    children: [nextNode(view), ...open.flatMap((gate) => gateRows(id, gate)), ...folded(id, done)],
  };
}

/** A case that cannot be read: what is wrong, and what to do. */
export function problemNode(caseId: CaseId, { message, hint }: EmbargoError): CaseNode {
  const item = new TreeItem(caseId);
  item.id = caseId;
  item.description = message;
  item.iconPath = GATE_ICON.problem;
  item.tooltip = `${message} ${hint}`;
  item.accessibilityInformation = { label: `Case ${caseId}, problem: ${message} ${hint}` };
  return { caseId, item, children: [] };
}

/** Which actions the row offers (package.json, view/item/context). */
function contextOf({ stage, gates }: CaseView): string {
  if (stage === "opening") return "case.unfinished";
  const worktree = gates.find(({ name }) => name === "worktree");
  return worktree?.state === "problem" ? "case.worktreeMissing" : "case";
}

function nextNode({ id, next }: CaseView): CaseNode {
  const item = new TreeItem(next.sentence);
  item.id = `${id}.next`;
  item.iconPath = new ThemeIcon("arrow-right", new ThemeColor("textLink.foreground"));
  item.tooltip = `Next: ${next.sentence}`;
  item.accessibilityInformation = { label: `Next: ${next.sentence}` };
  if (next.verb) item.command = commandFor(next.verb, id);
  return { caseId: id, item, children: [] };
}

function commandFor(verb: NextVerb, caseId: CaseId): Command {
  return { command: COMMAND_OF[verb], title: "Do it", arguments: [{ caseId }] };
}

/** A finished gate folds away; whether the fix is confirmed is what everybody looks for, so that one stays. */
function isFinished({ name, state }: Gate): boolean {
  return state === "done" && name !== "confirmation";
}

const GATE_ICON = {
  done: new ThemeIcon("pass", new ThemeColor("testing.iconPassed")),
  open: new ThemeIcon("circle-large-outline"),
  problem: new ThemeIcon("warning", new ThemeColor("list.warningForeground")),
};

/** A gate as rows: what follows a semicolon in its label, or says something of a key, gets its own: a side bar is narrow. */
function gateRows(caseId: CaseId, { name, state, label }: Gate): CaseNode[] {
  return label.split(/; | (?=\(key )/).map((part, index) => {
    const item = new TreeItem(part);
    item.id = `${caseId}.${name}.${index}`;
    item.iconPath = index === 0 ? GATE_ICON[state] : new ThemeIcon("blank");
    item.tooltip = label;
    item.accessibilityInformation = { label: index === 0 ? `${state}: ${part}` : part };
    return { caseId, item, children: [] };
  });
}

function folded(caseId: CaseId, done: readonly Gate[]): CaseNode[] {
  if (done.length === 0) return [];
  const item = new TreeItem(`${done.length} done`, TreeItemCollapsibleState.Collapsed);
  item.id = `${caseId}.done`;
  item.iconPath = new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed"));
  return [{ caseId, item, children: done.flatMap((gate) => gateRows(caseId, gate)) }];
}
