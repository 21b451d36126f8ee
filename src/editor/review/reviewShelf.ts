import { randomBytes } from "node:crypto";
import { commands, window, workspace, type Uri } from "vscode";
import { EmbargoError } from "../../model/errors";
import type { ReplyComment } from "../../model/bundle/reply";
import { sideText, type Review, type ReviewedBranch, type ReviewedFile } from "../../stages/confirm";
import type { Session } from "../session";
import { REVIEW_SCHEME, ReviewFiles } from "./reviewFiles";

let files: ReviewFiles | undefined;

/** Which side of which file a document shows. */
export type LinePlace = Pick<ReplyComment, "branch" | "path" | "side">;

/** The read-only files of one open bundle, and how they are shown. */
export class ReviewShelf {
  readonly #files: ReviewFiles;
  /** What keeps the files of this bundle apart from those of others. */
  readonly name = randomBytes(4).toString("hex");
  readonly #places = new Map<string, LinePlace>();

  constructor({ context }: Session) {
    if (!files) {
      files = new ReviewFiles();
      const options = { isReadonly: true, isCaseSensitive: true };
      context.subscriptions.push(workspace.registerFileSystemProvider(REVIEW_SCHEME, files, options));
    }
    this.#files = files;
  }

  /** Shows one changed file as a diff against the base; where the base is missing, the commits as they were sent. */
  async openChange(review: Review, value: string): Promise<void> {
    const { branches } = review;
    const [branchIndex = -1, fileIndex = -1] = value.split("/").map(Number);
    const branch = branches[branchIndex];
    const file = branch?.files[fileIndex];
    if (!branch || !file) throw new EmbargoError("internal", "There is no such file in the bundle.", "Open it again.");
    await (branch.checked ? this.#openDiff(review, branch, file) : this.#openPatches(branch));
  }

  /** Shows the change that a remark is on. */
  async openComment(review: Review, { branch: name, path, side }: LinePlace): Promise<void> {
    const branch = review.branches.find((one) => one.name === name);
    const file = branch?.files.find(({ path: now, oldPath = now }) => (side === "base" ? oldPath : now) === path);
    if (branch && file) await this.#openDiff(review, branch, file);
  }

  /** Shows the advisory or the notes that came along. */
  async openText(review: Review, which: "advisory" | "notes"): Promise<void> {
    await this.showText(`${which}.md`, review[which] ?? "");
  }

  /** Shows a text as it is, in the editor its name asks for; nothing in it is rendered or fetched. */
  async showText(name: string, text: string): Promise<void> {
    const uri = this.#files.put(this.name, name, new TextEncoder().encode(text));
    await window.showTextDocument(uri, { preview: true });
  }

  /** Shows two states of one text file beside each other. */
  async showChange(path: string, before: string, after: string, title: string): Promise<void> {
    const encoder = new TextEncoder();
    const left = this.#files.put(this.name, `before/${path}`, encoder.encode(before));
    const right = this.#files.put(this.name, `after/${path}`, encoder.encode(after));
    await commands.executeCommand("vscode.diff", left, right, title, { preview: true, override: false });
  }

  /** Forgets what was shown. */
  clear(): void {
    this.#files.clear(this.name);
  }

  /** The document of one side of a changed file that is text; `undefined` where there is none to remark on. */
  sideUri(review: Review, branchName: string, path: string, side: LinePlace["side"]): Uri | undefined {
    const branch = review.branches.find(({ name }) => name === branchName);
    const file = branch?.files.find(({ path: now, oldPath = now }) => (side === "base" ? oldPath : now) === path);
    return branch?.checked && file && sideText(file, side) !== undefined
      ? this.#put(review, branch, file, side)
      : undefined;
  }

  /** What a document of this bundle shows; `undefined` for its texts and patches. */
  placeOf(uri: Uri): LinePlace | undefined {
    return this.#places.get(uri.toString());
  }

  #put({ branches, version }: Review, branch: ReviewedBranch, file: ReviewedFile, side: LinePlace["side"]): Uri {
    const path = side === "base" ? (file.oldPath ?? file.path) : file.path;
    const bytes = (side === "base" ? file.oldBytes : file.newBytes) ?? new Uint8Array();
    const apart = branches.length > 1 ? `${branch.name}/` : ""; // several branches may hold the same path
    const uri = this.#files.put(this.name, `${apart}${side === "base" ? "base" : `version ${version}`}/${path}`, bytes);
    if (sideText(file, side) !== undefined) this.#places.set(uri.toString(), { branch: branch.name, path, side });
    return uri;
  }

  async #openDiff(review: Review, branch: ReviewedBranch, file: ReviewedFile): Promise<void> {
    const { path, binary } = file;
    const { version } = review;
    const before = this.#put(review, branch, file, "base");
    const after = this.#put(review, branch, file, "result");
    const name = path.split("/").at(-1) ?? path;
    await commands.executeCommand("vscode.diff", before, after, `${name} (base ↔ version ${version})`, {
      preview: true,
      ...(!binary && { override: false }), // what can be read is read: a notebook would be rendered, and its outputs run
    });
  }

  async #openPatches({ name, patches }: ReviewedBranch): Promise<void> {
    const text = patches.map((patch) => new TextDecoder().decode(patch)).join("\n");
    await this.showText(`${name}.patch`, text);
  }
}
