import { dirname } from "node:path";
import { commands, FileType, Uri, window, workspace, type WebviewPanel } from "vscode";
import type { Decision } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { planAnswer, reviewBundle, runAnswer, type AnswerPlan, type Review } from "../../stages/confirm";
import { openHome } from "../../tools/home";
import { requireOwnKey } from "../../tools/pgp/keyStore";
import { chooseFile, openClones } from "../choose";
import { compareWithOwner } from "../commands/keys";
import { ownKeyReady } from "../ownKey";
import { answered, describeSteps, runStage } from "../runStage";
import type { Session } from "../session";
import { trustKeyFile } from "../trustKey";
import { bundlePage } from "./bundlePage";
import { ReceivedView } from "./receivedView";
import type { WayOn } from "./refusalPage";
import { ReviewShelf } from "./reviewShelf";

/** Opens a bundle in its tab: checks everything first, then shows it, and takes the answer. */
export async function showBundle(session: Session, file: Uri, panel: WebviewPanel): Promise<void> {
  const shelf = new ReviewShelf(session);
  panel.onDidDispose(() => shelf.clear());
  let review: Review | undefined;
  let savedAs: string | undefined;

  const opened = (): Review => {
    if (review) return review;
    throw new EmbargoError("internal", "The bundle is not open.", "Open the file again.");
  };
  const open = (): Promise<void> =>
    view.showOpened(
      "Fix to review",
      async () => {
        review = await openBundle(session, file, await view.bytes());
        return bundlePage(review, savedAs);
      },
      (error) => waysOn(error, file),
    );

  const view: ReceivedView = new ReceivedView(session, file, panel, {
    again: open,
    change: (value) => shelf.openChange(opened(), value),
    advisory: () => shelf.openText(opened(), "advisory"),
    notes: () => shelf.openText(opened(), "notes"),
    key: async () => void (await commands.executeCommand("embargo.createKey")),
    ownKey: async () => {
      await commands.executeCommand("embargo.importOwnKey");
      await open();
    },
    trust: async (value) => {
      const keys = { "OpenPGP keys": ["asc", "gpg", "pgp", "key"], "All files": ["*"] };
      await trustKeyFile(
        await openHome(),
        value ? Uri.parse(value) : await chooseFile("The sender's public key", keys),
      );
      await open();
    },
    compare: async () => {
      await compareWithOwner(await openHome(), opened().signer.fingerprint);
      await open();
    },
    answer: async (value) => {
      savedAs = await answer(session, opened(), file, JSON.parse(value) as Wishes);
      view.show("Fix to review", bundlePage(opened(), savedAs));
    },
  });
  await open();
}

interface Wishes {
  readonly decision: Decision;
  readonly message: string;
}

async function openBundle(session: Session, file: Uri, bytes: Uint8Array): Promise<Review> {
  const home = await openHome();
  await requireOwnKey(home);
  const ownKey = await ownKeyReady(session, home);
  const [directory] = openClones();
  const passphrase = file.path.endsWith("-passphrase.tar.gpg") ? await askPassphrase() : undefined;
  return reviewBundle(home, bytes, {
    ownKey,
    ...(directory !== undefined && { directory }),
    ...(passphrase !== undefined && { passphrase }),
  });
}

function askPassphrase(): Promise<string> {
  const prompt = "The sender told it to you on another way than the one the file came.";
  return answered(
    window.showInputBox({ title: "Passphrase of this bundle", prompt, password: true, ignoreFocusOut: true }),
  );
}

/** Shows what will be signed, then signs it and saves it beside the bundle. */
async function answer(session: Session, review: Review, file: Uri, wishes: Wishes): Promise<string> {
  const home = await openHome();
  const { path } = await runStage({
    gathering: "Preparing the answer",
    plan: () => Promise.resolve(planAnswer(review, wishes)),
    describe: describeAnswer,
    button: "Sign and save",
    run: async (plan, options) => {
      const ownKey = await ownKeyReady(session, home);
      return runAnswer(home, plan, { ...options, ownKey, out: dirname(file.fsPath) });
    },
  });
  return path;
}

/** What will be signed, to the letter. */
function describeAnswer(plan: AnswerPlan) {
  const { question, detail } = describeSteps(plan);
  return { question, detail: [detail, "It says:", new TextDecoder().decode(plan.text)].join("\n\n") };
}

/** What the person can do about a refusal; the keys that lie beside the bundle are offered first. */
async function waysOn({ code }: EmbargoError, file: Uri): Promise<WayOn[]> {
  const again = { action: "again", words: "Try again" };
  switch (code) {
    case "signer-unknown": {
      const beside = await keysBeside(file);
      const offered = beside.map((key) => ({
        action: "trust",
        words: `Look at ${key.path.split("/").at(-1)}…`,
        value: key.toString(),
      }));
      return [...offered, { action: "trust", words: "Choose the sender's key…" }];
    }
    case "own-key-missing":
      return [{ action: "ownKey", words: "Import my own key…" }, { action: "key", words: "Make my own key…" }, again];
    case "cancelled":
    case "passphrase-needed":
    case "passphrase-wrong":
    case "file-unreadable":
    case "git-missing":
      return [again];
    default:
      return [];
  }
}

/** Certificates are handed out beside a bundle under the first eight letters of their fingerprint. */
async function keysBeside(file: Uri): Promise<Uri[]> {
  const folder = Uri.joinPath(file, "..");
  const entries = await workspace.fs.readDirectory(folder).then(
    (all) => all,
    () => [],
  );
  const names = entries.flatMap(([name, type]) =>
    type === FileType.File && /^[0-9A-F]{8}\.asc$/i.test(name) ? [name] : [],
  );
  return names.map((name) => Uri.joinPath(folder, name));
}
