import { QuickPickItemKind, Uri, window, workspace, WorkspaceEdit, Range, type QuickPickItem } from "vscode";
import { EmbargoError } from "../../model/errors";
import { escapeLine } from "../../model/escape";
import type { CaseId } from "../../model/ids";
import { APPLICABLE, planApply, type Applicable } from "../../stages/advise/derive/apply";
import { chooseIntroduced, deriveCase, introducedBy, type CaseDerivation } from "../../stages/advise/derive/deriveCase";
import type { Candidate } from "../../stages/advise/derive/introduced";
import { candidateText, rangesText, sinceText, unfixedLinesText } from "../../stages/advise/derive/words";
import { readContents } from "../../tools/git/history/contents";
import { firstParent } from "../../tools/git/history/fixDiff";
import { openHome, type Home } from "../../tools/home";
import { chooseCase } from "../choose";
import { currentAdvisory } from "../currentAdvisory";
import { ReviewShelf } from "../review/reviewShelf";
import { agreed, answered, describeSteps, watched } from "../runStage";
import type { Session } from "../session";

interface CandidateItem extends QuickPickItem {
  readonly candidate?: Candidate;
  /** Only to be read. */
  readonly isFact?: boolean;
}

interface PartItem extends QuickPickItem {
  readonly part: Applicable;
}

/** Shows what follows from git about the affected versions, and takes what the person picks into the advisory. */
export async function deriveAdvisory(session: Session, argument: unknown): Promise<void> {
  const id = await chooseCase(session, argument);
  const home = await openHome();
  await currentAdvisory(home, id);
  const found = await looking(home, id);
  const chosen = await chooseCandidate(session, found);
  const introduced = chosen === undefined ? undefined : introducedBy(chosen);
  const derivation = introduced === undefined ? found : await chooseIntroduced(found, introduced);
  const parts = (await answered(window.showQuickPick(partItems(derivation), PARTS))).map(({ part }) => part);
  const commit = introduced !== undefined && "commit" in introduced ? { introduced: introduced.commit } : {};
  const plan = await planApply(derivation.advisory, derivation, { parts, ...commit });
  const { question, detail } = describeSteps(plan);
  if (plan.steps.length === 0) {
    const notes = ["Nothing of it has to be written.", ...plan.notes].join("\n\n");
    await window.showInformationMessage("The advisory stays as it is", { modal: true, detail: notes });
    return;
  }
  await agreed(question, detail, "Take into the advisory");
  await replaceText(derivation, plan.text);
}

const PARTS = {
  title: "Take into the advisory",
  placeHolder: "Nothing is taken that you do not tick",
  canPickMany: true,
  ignoreFocusOut: true,
} as const;

function looking(home: Home, id: CaseId): Thenable<CaseDerivation> {
  return watched("Looking through the history", ({ signal, report }) =>
    deriveCase(home, id, { signal, onProgress: (message) => report(message) }),
  );
}

/** The candidate that the person takes, after a look at it; `undefined` for none: the ranges go on beginning with 0. */
async function chooseCandidate(session: Session, derivation: CaseDerivation): Promise<Candidate | undefined> {
  const shelf = new ReviewShelf(session);
  const items = candidateItems(derivation);
  for (;;) {
    const { candidate, isFact } = await answered(window.showQuickPick(items, CANDIDATES));
    if (isFact) continue;
    if (!candidate) return undefined;
    await showCandidate(shelf, derivation, candidate);
    const said = await answered(
      window.showQuickPick([TAKE, ANOTHER], { title: "Did the flaw come from here?", ...STAYS }),
    );
    if (said === TAKE) return candidate;
  }
}

const STAYS = { ignoreFocusOut: true } as const; // what is looked at takes the focus
const TAKE = { label: "Yes, take it" };
const ANOTHER = { label: "Look at another one" };
const CANDIDATES = {
  title: "Where does the flaw come from?",
  placeHolder: "Each opens as a diff before it is taken",
  matchOnDescription: true,
  matchOnDetail: true,
  ...STAYS,
} as const;

function candidateItems({ candidates, packages, unfixed, notes }: CaseDerivation): CandidateItem[] {
  const ranges = packages.map((one) => `${one.purl ?? "the repository"}: ${rangesText(one.ranges) || "no release"}`);
  const facts = [
    ...notes,
    ...(unfixed.length > 0 ? [`Supported branches without the fix: ${unfixed.join(", ")}`] : []),
    ...packages.flatMap(({ lines }) => unfixedLinesText(lines)),
  ];
  return [
    { label: "Keep the ranges from 0", detail: escapeLine(ranges.join(" · ")) },
    ...(facts.length > 0 ? [{ label: "Good to know", kind: QuickPickItemKind.Separator }] : []),
    ...facts.map(factItem),
    { label: "Candidates", kind: QuickPickItemKind.Separator },
    ...candidates.map((candidate): CandidateItem => {
      const { commit, evidence } = candidate;
      const since = sinceText(candidate);
      return {
        label: since[0]!.toUpperCase() + since.slice(1),
        description: commit
          ? escapeLine(`${commit.oid.slice(0, 10)} ${commit.date} ${commit.subject}`)
          : "by its contents",
        detail: escapeLine(`${candidateText(candidate)}   ${evidence[0] ?? ""}`),
        candidate,
      };
    }),
  ];
}

/** A sentence on two rows, because one is short. */
function factItem(fact: string): CandidateItem {
  const [head = "", ...rest] = escapeLine(fact).split(/(?<=[;:.?]) /);
  return { label: `$(info) ${head}`, ...(rest.length > 0 ? { detail: rest.join(" ") } : {}), isFact: true };
}

async function showCandidate(shelf: ReviewShelf, { where }: CaseDerivation, { commit, tag, path }: Candidate) {
  if (!commit) return shelf.showText(path, (await readContents(where, [`${tag}:${path}`]))[0] ?? "");
  const before = await firstParent(where, commit.oid);
  const [old = "", fresh = ""] = await readContents(where, [`${before}:${path}`, `${commit.oid}:${path}`]);
  await shelf.showChange(path, old, fresh, `${path.split("/").at(-1)} (${commit.oid.slice(0, 10)}, ${commit.date})`);
}

function partItems({ packages, symbols, credits, fix }: CaseDerivation): PartItem[] {
  const [first] = packages;
  const described: Readonly<Record<Applicable, string>> = {
    fixed: packages
      .flatMap(({ fixed }) => fixed.map(({ version, tag }) => (tag ? version : `${version}, planned`)))
      .join(" · "),
    introduced: first?.ranges[0] ? `from ${first.ranges[0].from}` : "",
    versions: `affected releases: ${first?.versions.length ?? 0}`,
    files: first?.files.join(", ") ?? "",
    commits: [...fix.commits, ...fix.backports].map(({ oid }) => oid.slice(0, 10)).join(", "),
    symbols: symbols.join(", "),
    credits: credits.map(({ name, role }) => `${name}, ${role}: consent pending`).join(" · "),
  };
  return APPLICABLE.map((part) => ({ label: part, description: escapeLine(described[part]), part }));
}

/** As one edit that can be undone; what was typed meanwhile is never overwritten. */
async function replaceText({ path, advisory }: CaseDerivation, text: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.file(path));
  const asRead = (value: string) => value.replace(/^\ufeff/, "").replace(/\r\n/g, "\n");
  if (asRead(document.getText()) !== asRead(advisory)) {
    throw new EmbargoError("refused", "The advisory was changed meanwhile.", "Nothing was written. Derive it again.");
  }
  const edit = new WorkspaceEdit();
  edit.replace(
    document.uri,
    new Range(document.positionAt(0), document.positionAt(document.getText().length)),
    text.replace(/^\ufeff/, ""),
  );
  await workspace.applyEdit(edit);
  await document.save();
  await window.showTextDocument(document);
}
