import { window, type QuickPickItem } from "vscode";
import { escapeLine } from "../../model/escape";
import { checkCase, type CaseCheck } from "../../stages/advise/derive/checkCase";
import { checkSentence, isFixThere, type FixCheck, type FixLine } from "../../stages/advise/derive/checkFix";
import { readContents } from "../../tools/git/history/contents";
import { openHome } from "../../tools/home";
import { chooseCase } from "../choose";
import { ReviewShelf } from "../review/reviewShelf";
import { answered, watched } from "../runStage";
import type { Session } from "../session";

interface PlaceItem extends QuickPickItem {
  readonly check?: FixCheck;
  readonly place?: FixLine;
}

/** Shows for each version that the advisory calls fixed whether the fix is really in it; what is not opens as a diff. */
export async function checkFixInVersions(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const home = await openHome();
  const found = await watched("Looking for the fix in the fixed versions", ({ signal, report }) =>
    checkCase(home, id, { signal, onProgress: (sentence) => report(sentence) }),
  );
  const items = found.checks.flatMap(checkItems);
  if (items.length === 0) {
    const detail = "Derive the affected versions first, or write under affected where it is fixed.";
    await window.showInformationMessage("The advisory names no fixed version yet", { modal: true, detail });
    return;
  }
  const shelf = new ReviewShelf(session);
  for (;;) {
    const { check, place } = await answered(window.showQuickPick(items, LIST));
    if (check?.tag === undefined || !place) return;
    await showPlace(shelf, found, check.tag, place);
  }
}

const LIST = {
  title: "Is the fix really in these versions?",
  placeHolder: "A file with missing lines opens as a diff: the fix, and the version",
  matchOnDetail: true,
  ignoreFocusOut: true,
} as const;

function checkItems(check: FixCheck): PlaceItem[] {
  const { missing, left } = check;
  const places = new Map([...missing, ...left].map((line) => [`${line.of} ${line.path}`, line]));
  return [
    {
      label: `$(${isFixThere(check) ? "pass" : "error"}) ${check.version}`,
      detail: escapeLine(checkSentence(check)),
      check,
    },
    ...[...places.values()].map((place): PlaceItem => {
      const count = (lines: readonly FixLine[]) =>
        lines.filter(({ of, path }) => of === place.of && path === place.path).length;
      const said = [
        ...(count(missing) > 0 ? [`missing: ${count(missing)}`] : []),
        ...(count(left) > 0 ? [`still there: ${count(left)}`] : []),
      ];
      return { label: escapeLine(place.path), description: `lines ${said.join(", ")}`, check, place };
    }),
  ];
}

async function showPlace(shelf: ReviewShelf, { where }: CaseCheck, tag: string, { of, path }: FixLine): Promise<void> {
  const [fix = "", there = ""] = await readContents(where, [`${of}:${path}`, `${tag}:${path}`]);
  await shelf.showChange(path, there, fix, `${path.split("/").at(-1)} (${tag} ↔ the fix)`);
}
