import { byteText } from "./bytes";
import type { ChangedPath, ReviewWarning, WarningCode } from "./reviewWarning";

/** Folders and files that a tool, an editor or a continuous integration runs without being asked again. */
const RUNS_CODE = [
  /(?:^|\/)\.(?:vscode|idea|devcontainer|github|circleci|husky|githooks)\//i,
  /(?:^|\/)\.(?:gitlab-ci\.yml|pre-commit-config\.yaml|envrc|npmrc|gitattributes)$/i,
  /(?:^|\/)(?:package\.json|Makefile|CMakeLists\.txt|pom\.xml|build\.rs|setup\.py|conftest\.py|Jenkinsfile)$/i,
  /(?:^|\/)[^/]*(?:\.mk|\.gradle[^/]*)$/i,
];
/** What Windows forbids in a name, or drops at its end. */
const NOT_PORTABLE = /[<>:"|?*\\]|[. ](?:\/|$)|(?:^|\/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/]*)?(?:\/|$)/i;
const LFS_POINTER = "version https://git-lfs.github.com/spec/v1\n";
/** Git's own rule (`buffer_is_binary`): a NUL in the first 8000 bytes. */
const BINARY_HEAD = 8000;

const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const INVISIBLE =
  /[\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\u{e0000}-\u{e01ef}]|(?![\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])\p{Cf}/u;
/** A carriage return inside a line lets its end overwrite its beginning on a terminal. */
const CONTROL = /(?![\t\n\f\r])\p{Cc}|\r(?![\r\n]|$)/u;

/** What a reader should look at in one changed path, in the order of FORMAT section 8. Pure. */
export function pathWarnings(changed: ChangedPath, branch?: string): ReviewWarning[] {
  const { path, oldMode, newMode, oldBytes, newBytes } = changed;
  const found: [WarningCode, string][] = [];
  const text = isText(newBytes) ? addedText(oldBytes, newBytes) : "";
  if (newMode !== "120000" && (isBinary(oldBytes) || isBinary(newBytes))) {
    found.push(["binary", "not text: the difference cannot be read"]);
  }
  if (newMode === "120000") found.push(["symlink", "a symbolic link: look where it points"]);
  if (newMode === "160000" || path === ".gitmodules") found.push(["submodule", "code of another repository"]);
  if (newBytes && byteText(newBytes.subarray(0, LFS_POINTER.length)) === LFS_POINTER) {
    found.push(["lfs", "only a pointer: the content lies on a server (Git LFS)"]);
  }
  if (RUNS_CODE.some((pattern) => pattern.test(path))) {
    found.push(["runs-code", "a file that tools run or obey: read it before you build, open or test"]);
  }
  if (newMode === "100755" && oldMode !== "100755") found.push(["exec-bit", "becomes executable"]);
  if (BIDI.test(text)) found.push(["bidi", "adds characters that change the order of what is shown"]);
  if (INVISIBLE.test(text)) found.push(["invisible", "adds characters that cannot be seen"]);
  if (CONTROL.test(text)) found.push(["control", "adds control characters"]);
  if (NOT_PORTABLE.test(path)) found.push(["portable-name", "a name that not every system can hold"]);
  return found.map(([code, detail]) => ({ code, ...(branch === undefined ? {} : { branch }), path, detail }));
}

function isBinary(bytes: Uint8Array | undefined): boolean {
  return bytes?.subarray(0, BINARY_HEAD).includes(0) ?? false;
}

function isText(bytes: Uint8Array | undefined): bytes is Uint8Array {
  return bytes !== undefined && !isBinary(bytes);
}

/** The lines that were not there before, so that an old oddity warns of nothing new. */
function addedText(before: Uint8Array | undefined, after: Uint8Array): string {
  const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
  const old = new Set(before ? decode(before) : []);
  return decode(after)
    .filter((line) => !old.has(line))
    .join("\n");
}
