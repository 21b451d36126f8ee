/** Everything a review can warn of (FORMAT section 8). A warning never changes the exit status by itself. */
export type WarningCode =
  | "trees-not-checked"
  | "superseded"
  | "also-to"
  | "own-key-expired"
  | "signer-not-compared"
  | "binary"
  | "symlink"
  | "submodule"
  | "lfs"
  | "runs-code"
  | "exec-bit"
  | "bidi"
  | "invisible"
  | "control"
  | "portable-name"
  | "in-body-from";

/** One thing a reader should look at. `detail` is half a sentence of ours; the path is a stranger's: escape it. */
export interface ReviewWarning {
  readonly code: WarningCode;
  readonly branch?: string;
  readonly path?: string;
  readonly detail: string;
}

/** A path that a branch adds, changes or removes. Modes are git's, octal; a side that does not exist is absent. */
export interface ChangedPath {
  readonly path: string;
  readonly oldMode?: string;
  readonly newMode?: string;
  /** The blob before; absent for a new file, and for a submodule. */
  readonly oldBytes?: Uint8Array;
  /** The blob after; for a symbolic link its target. */
  readonly newBytes?: Uint8Array;
}
