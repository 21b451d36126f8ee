import {
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  Uri,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
} from "vscode";

/** The scheme of files that are only in memory: both sides of what a bundle changes, and its advisory. */
export const REVIEW_SCHEME = "embargo-review";

/**
 * Read-only files of the bundles that are open, in memory alone: nothing a stranger sent is written anywhere before the
 * person decides. A file system, not a text provider, so that pictures and other bytes open in their own editors.
 */
export class ReviewFiles implements FileSystemProvider {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly sinceMs: number }>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  /** Puts one file there and returns its address; `shelf` keeps bundles apart, `path` is what the person sees. */
  put(shelf: string, path: string, bytes: Uint8Array): Uri {
    const uri = Uri.from({ scheme: REVIEW_SCHEME, authority: shelf, path: `/${path}` });
    this.#files.set(uri.toString(), { bytes, sinceMs: Date.now() });
    return uri;
  }

  /** Forgets everything of a bundle. */
  clear(shelf: string): void {
    const start = Uri.from({ scheme: REVIEW_SCHEME, authority: shelf, path: "/" }).toString();
    for (const address of this.#files.keys()) if (address.startsWith(start)) this.#files.delete(address);
  }

  stat(uri: Uri): FileStat {
    const { bytes, sinceMs } = this.#find(uri);
    return { type: FileType.File, ctime: sinceMs, mtime: sinceMs, size: bytes.byteLength };
  }

  readFile(uri: Uri): Uint8Array {
    return this.#find(uri).bytes;
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  #find(uri: Uri) {
    const file = this.#files.get(uri.toString());
    if (!file) throw FileSystemError.FileNotFound(uri);
    return file;
  }
}
