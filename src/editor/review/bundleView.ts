import { dirname, join } from "node:path";
import { commands, FileType, Uri, window, workspace, type WebviewPanel } from "vscode";
import { EmbargoError } from "../../model/errors";
import {
  planAnswer,
  reviewBundle,
  runAnswer,
  type AnswerPlan,
  type AnswerWishes,
  type Review,
  type ReviewOptions,
} from "../../stages/confirm";
import { exists } from "../../tools/files";
import { openHome } from "../../tools/home";
import { opensByPassphrase } from "../../tools/pgp/unseal";
import { findTrial } from "../../tools/trials";
import { chooseFile, openClones } from "../choose";
import { compareWithOwner } from "../commands/keys";
import { keyToOpen, ownKeyReady } from "../ownKey";
import { agreed, answered, describeSteps, runStage } from "../runStage";
import type { Session } from "../session";
import { trustKeyFile } from "../trustKey";
import { AnswerDraft, type Wishes } from "./answerDraft";
import { bundlePage } from "./bundlePage";
import { ReceivedView } from "./receivedView";
import type { WayOn } from "./refusalPage";
import { ReviewComments } from "./reviewComments";
import { ReviewShelf } from "./reviewShelf";
import { dropTrial, openTrial, tryFix } from "./tryFix";

/** Opens a bundle in its tab: checks everything first, then shows it, and takes the answer. */
export async function showBundle(session: Session, file: Uri, panel: WebviewPanel): Promise<void> {
  const shelf = new ReviewShelf(session);
  const draft = new AnswerDraft();
  const remarks = new ReviewComments(session, shelf, () => void changed());
  panel.onDidDispose(() => {
    remarks.dispose();
    shelf.clear();
  });
  let state: { readonly review: Review; readonly options: OpenOptions } | undefined;
  let savedAs: string | undefined;
  let isShown = false;

  const opened = () => {
    if (state) return state;
    throw new EmbargoError("internal", "The bundle is not open.", "Open the file again.");
  };
  const open = (): Promise<void> =>
    view.showOpened(
      "Fix to review",
      async () => {
        isShown = false;
        state = await openBundle(session, await view.bytes());
        const { review, options } = state;
        remarks.show(review, options.ownKey ? await draft.load(await openHome(), review, options.ownKey) : []);
        isShown = true;
        return render();
      },
      (error) => waysOn(error, file),
    );
  const render = async () => {
    const { review } = opened();
    const worktree = await findTrial(await openHome(), review.manifestSha256);
    return bundlePage(review, { comments: await remarks.list(), savedAs, worktree });
  };
  const redraw = async () => view.show("Fix to review", await render());
  const keep = async () => {
    const { review, options } = opened();
    if (options.ownKey) draft.save(await openHome(), review, options.ownKey, await remarks.list());
  };
  const changed = async () => {
    if (!isShown) return;
    await keep();
    await redraw();
  };

  const view: ReceivedView = new ReceivedView(session, file, panel, {
    again: open,
    ready: async () => void (await panel.webview.postMessage(draft.wishes)),
    draft: async (value) => {
      draft.wishes = JSON.parse(value) as Wishes;
      await keep();
    },
    change: (value) => shelf.openChange(opened().review, value),
    comment: async (value) => {
      const comment = (await remarks.list())[Number(value)];
      if (comment) await shelf.openComment(opened().review, comment);
    },
    advisory: () => shelf.openText(opened().review, "advisory"),
    notes: () => shelf.openText(opened().review, "notes"),
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
      await compareWithOwner(await openHome(), opened().review.signer.fingerprint);
      await open();
    },
    tryIt: async () => {
      await tryFix(opened().review, await view.bytes(), opened().options);
      await redraw();
    },
    openWorktree: (value) => openTrial(value),
    removeWorktree: async (value) => {
      await dropTrial(opened().review, value);
      await redraw();
    },
    answer: async (value) => {
      draft.wishes = JSON.parse(value) as Wishes;
      const { review } = opened();
      const { decision, message } = draft.wishes;
      if (!decision) return;
      savedAs = await answer(session, review, file, { decision, message, comments: await remarks.list() });
      await draft.finish(await openHome(), review);
      await redraw();
    },
  });
  await open();
}

type OpenOptions = Omit<ReviewOptions, "whileOpen">;

async function openBundle(
  session: Session,
  bytes: Uint8Array,
): Promise<{ readonly review: Review; readonly options: OpenOptions }> {
  const home = await openHome();
  const [directory] = openClones();
  const unlocking = opensByPassphrase(bytes)
    ? { passphrase: await askPassphrase() }
    : { ownKey: await keyToOpen(session, home, bytes, "bundle") };
  const options = { ...unlocking, ...(directory !== undefined && { directory }) };
  return { review: await reviewBundle(home, bytes, options), options };
}

function askPassphrase(): Promise<string> {
  const prompt = "The sender told it to you on another way than the one the file came.";
  return answered(
    window.showInputBox({ title: "Passphrase of this bundle", prompt, password: true, ignoreFocusOut: true }),
  );
}

/** Shows what will be signed, then signs it and saves it beside the bundle. */
async function answer(session: Session, review: Review, file: Uri, wishes: AnswerWishes): Promise<string> {
  const home = await openHome();
  const out = dirname(file.fsPath);
  const { path } = await runStage({
    gathering: "Preparing the answer",
    plan: () => Promise.resolve(planAnswer(review, wishes)),
    describe: describeAnswer,
    button: review.replyHeader.forKey === "passphrase" ? "Encrypt and save" : "Sign and save",
    run: async (plan, options) => {
      const key = plan.by === "passphrase" ? {} : { ownKey: await ownKeyReady(session, home) };
      if (await exists(join(out, plan.fileName))) {
        await agreed("There is an answer of yours to this version already.", plan.fileName, "Replace it");
      }
      return runAnswer(home, plan, { ...options, ...key, out, replace: true });
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
