import { dirname, join } from "node:path";
import { Disposable, RelativePattern, Uri, workspace } from "vscode";
import { caseFolders } from "../tools/cases/caseFolders";

/** Several files change at once when a step is done; one look is enough. */
const SETTLE_MS = 200;

/**
 * Calls `onChange` when a case appears, changes or gets a commit, also from a terminal. Only the few folders that matter
 * are watched, not their trees: a worktree may hold any number of files.
 */
export class HomeWatch implements Disposable {
  readonly #homeDir: string;
  readonly #onChange: () => void;
  readonly #watched = new Map<string, Disposable>();
  #timer: NodeJS.Timeout | undefined;

  constructor(homeDir: string, onChange: () => void) {
    this.#homeDir = homeDir;
    this.#onChange = onChange;
  }

  /** Watches the folders of the cases as they are now, and says how many there are. Call again after a change. */
  async look(): Promise<number> {
    const cases = await caseFolders(this.#homeDir);
    const folders = cases.flatMap(({ dir }) => [dirname(dir), dir, join(dir, "repo.git", "refs", "heads", "embargo")]);
    for (const folder of [this.#homeDir, ...folders]) this.#watch(folder);
    return cases.length;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watched.values()) watcher.dispose();
    this.#watched.clear();
  }

  #watch(folder: string): void {
    if (this.#watched.has(folder)) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), "*"));
    const settle = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#onChange, SETTLE_MS);
    };
    const events = [watcher.onDidCreate(settle), watcher.onDidChange(settle), watcher.onDidDelete(settle)];
    this.#watched.set(folder, Disposable.from(watcher, ...events));
  }
}
