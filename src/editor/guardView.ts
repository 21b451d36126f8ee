import { QuickPickItemKind, window, type QuickPickItem } from "vscode";
import { escapeLine } from "../model/escape";
import { hasOlderHooks, unguarded, type GuardStatus, type RelatedClone } from "../stages/guard";

/** What a row of the guard's view can start. */
export type GuardAction = "install" | "installAll" | "prove" | "remove" | "declarePrivate" | "declarePublic";

interface Row extends QuickPickItem {
  readonly action?: GuardAction;
}

/** Shows the guard of a clone, row by row: checkouts, further clones, submodules, and for each remote whether it is public. */
export async function showGuardView(status: GuardStatus): Promise<GuardAction | undefined> {
  const title = "Pushes from This Repository";
  const picked = await window.showQuickPick<Row>(guardRows(status), {
    title,
    placeHolder: "Choose a row to act on it, or press Escape",
    matchOnDetail: true,
  });
  return picked?.action;
}

/** The rows of the view. */
export function guardRows(status: GuardStatus): Row[] {
  const { guarded, sentence, checkouts, related, remotes, provenAt } = status;
  const isThere = checkouts.length > 0;
  const proof = provenAt === undefined ? "not proven yet" : `proven on ${provenAt.slice(0, 10)}`;
  const label = escapeLine(sentence);
  const first: Row = !guarded
    ? {
        label: `$(warning) ${isThere ? "The guard does not hold" : "Pushes are not checked"}`,
        detail: `${label} Choose to ${isThere ? "repair it" : "turn the check on"}.`,
        action: "install",
      }
    : hasOlderHooks(status)
      ? {
          label: `$(info) ${label}`,
          detail: "choose to bring the hooks up to date, here and in the other clones",
          action: "install",
        }
      : { label: `$(pass) ${label}`, detail: `${proof}; choose to prove it now with a canary`, action: "prove" };
  const needed = unguarded(status).some(({ kind }) => kind === "clone");
  return [
    first,
    ...section(
      "Checkouts",
      checkouts.map(({ directory, problem }) => placeRow(directory, problem, "install")),
    ),
    ...section("Other clones of this project on this machine", ofKind(related, "clone", "installAll")),
    ...(needed ? [{ label: "$(shield) Check pushes from these clones too", action: "installAll" } as const] : []),
    ...section("Submodules, each a repository of its own", ofKind(related, "submodule", "install")),
    ...section(
      "Where pushes go: public unless declared private",
      remotes.map(({ remote, url, private: isPrivate }) => ({
        label: `${isPrivate ? "$(lock) private" : "$(globe) public"}  ${escapeLine(remote)}`,
        detail: url,
        action: isPrivate ? "declarePublic" : "declarePrivate",
      })),
    ),
    ...(isThere ? section("", [{ label: "$(circle-slash) Stop checking pushes…", action: "remove" }]) : []),
  ];
}

function ofKind(related: readonly RelatedClone[], kind: RelatedClone["kind"], action: GuardAction): Row[] {
  return related
    .filter((clone) => clone.kind === kind)
    .map(({ directory, problem, foundBy }) => placeRow(directory, problem, action, foundBy));
}

function placeRow(directory: string, problem: string | undefined, action: GuardAction, foundBy?: string): Row {
  const found = foundBy === undefined ? {} : { description: foundBy };
  const place = escapeLine(directory);
  if (problem === undefined) return { label: `$(pass) ${place}`, ...found };
  return { label: `$(warning) ${place}`, detail: escapeLine(problem), action, ...found };
}

function section(label: string, rows: readonly Row[]): Row[] {
  return rows.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...rows];
}
