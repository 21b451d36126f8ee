import { randomBytes } from "node:crypto";
import { commands, window, workspace } from "vscode";
import { EmbargoError } from "../../model/errors";
import type { Review, ReviewedBranch, ReviewedFile } from "../../stages/confirm";
import type { Session } from "../session";
import { REVIEW_SCHEME, ReviewFiles } from "./reviewFiles";

let files: ReviewFiles | undefined;

/** The read-only files of one open bundle, and how they are shown. */
export class ReviewShelf {
  readonly #files: ReviewFiles;
  readonly #name = randomBytes(4).toString("hex");

  constructor({ context }: Session) {
    if (!files) {
      files = new ReviewFiles();
      const options = { isReadonly: true, isCaseSensitive: true };
      context.subscriptions.push(workspace.registerFileSystemProvider(REVIEW_SCHEME, files, options));
    }
    this.#files = files;
  }

  /** Shows one changed file as a diff against the base; where the base is missing, the commits as they were sent. */
  async openChange({ branches, version }: Review, value: string): Promise<void> {
    const [branchIndex = -1, fileIndex = -1] = value.split("/").map(Number);
    const branch = branches[branchIndex];
    const file = branch?.files[fileIndex];
    if (!branch || !file) throw new EmbargoError("internal", "There is no such file in the bundle.", "Open it again.");
    await (branch.checked ? this.#openDiff(file, version) : this.#openPatches(branch));
  }

  /** Shows the advisory or the notes that came along. */
  async openText(review: Review, which: "advisory" | "notes"): Promise<void> {
    await this.showText(`${which}.md`, review[which] ?? "");
  }

  /** Shows a text as it is, in the editor its name asks for; nothing in it is rendered or fetched. */
  async showText(name: string, text: string): Promise<void> {
    const uri = this.#files.put(this.#name, name, new TextEncoder().encode(text));
    await window.showTextDocument(uri, { preview: true });
  }

  /** Forgets what was shown. */
  clear(): void {
    this.#files.clear(this.#name);
  }

  async #openDiff({ path, oldPath = path, oldBytes, newBytes, binary }: ReviewedFile, version: number): Promise<void> {
    const nothing = new Uint8Array();
    const before = this.#files.put(this.#name, `base/${oldPath}`, oldBytes ?? nothing);
    const after = this.#files.put(this.#name, `version ${version}/${path}`, newBytes ?? nothing);
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
