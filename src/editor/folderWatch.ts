import { Disposable, RelativePattern, Uri, workspace } from "vscode";

/** Several files change at once when a step is done; one look is enough. */
const SETTLE_MS = 200;

/** Calls `onChange` a moment after something directly in one of its folders appeared, changed or went. */
export class FolderWatch implements Disposable {
  readonly #onChange: () => void;
  readonly #watched = new Map<string, Disposable>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches the files that `pattern` names in a folder, not those in folders below it. Doing it again changes nothing. */
  watch(folder: string, pattern = "*"): void {
    if (this.#watched.has(folder)) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), pattern));
    const settle = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#onChange, SETTLE_MS);
    };
    const events = [watcher.onDidCreate(settle), watcher.onDidChange(settle), watcher.onDidDelete(settle)];
    this.#watched.set(folder, Disposable.from(watcher, ...events));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watched.values()) watcher.dispose();
    this.#watched.clear();
  }
}
