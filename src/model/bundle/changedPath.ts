import type { ReviewWarning } from "./reviewWarning";

export { pathWarnings } from "./pathWarnings";
export type { ChangedPath, ReviewWarning, WarningCode } from "./reviewWarning";

/** Names that Windows takes for `.git`, also with a stream, trailing dots or blanks (git source, `is_ntfs_dotgit`). */
const NTFS_GIT = /^(?:\.git|git~1)[. ]*(?::|$)/i;
/** The same for a link in the place of `.gitmodules`, with its short names (git source, `is_ntfs_dot_generic`). */
const NTFS_GITMODULES =
  /^(?:\.gitmodules|gitmod~[1-4]|gi7eba~[1-9]|gi7eb~[1-9]\d|gi7e~[1-9]\d{2}|gi7~[1-9]\d{3}|gi~[1-9]\d{4}|g~[1-9]\d{5}|~[1-9]\d{6})[. ]*(?::|$)/i;
const SYMLINK = "120000";

/**
 * Why a path must not be added or changed, or `undefined`: what git's own verify_path with core.protectHFS and
 * core.protectNTFS refuses on Linux, and control or format characters, which covers every character HFS+ ignores.
 * `mode` is git's, octal; a symbolic link may not be `.gitmodules`.
 */
export function pathRefusal(path: string, mode?: string): string | undefined {
  if (/[\p{Cc}\p{Cf}]/u.test(path)) return "a name with a control or format character";
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return "a name that leaves its folder";
  if (path.split(/[/\\]/).some((part) => NTFS_GIT.test(part))) return "a name that some systems take for .git";
  if (mode === SYMLINK && path.split(/[/\\]/).some((part) => NTFS_GITMODULES.test(part))) {
    return "a link in the place of .gitmodules";
  }
  return undefined;
}

/** A warning for each of `paths` that differs only in case from one of `beside` or from an earlier one. */
export function caseCollisions(
  paths: readonly string[],
  branch?: string,
  beside: readonly string[] = [],
): ReviewWarning[] {
  const seen = new Set(beside.map(withoutCase));
  return paths.flatMap((path): ReviewWarning[] => {
    const folded = withoutCase(path);
    if (!seen.has(folded)) {
      seen.add(folded);
      return [];
    }
    const detail = "differs from another name only in case: one of the two is lost on many systems";
    return [{ code: "portable-name", ...(branch === undefined ? {} : { branch }), path, detail }];
  });
}

function withoutCase(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
