import type { Oid } from "../ids";
import { asOid } from "../ids";
import { byteText } from "./bytes";
import { patchRefusal } from "./patchRules";

/** A branch as a git bundle: commits that patches cannot carry (gitformat-bundle(5), version 2). */
export interface GitBundle {
  /** Commits that whoever opens it must have; the base is one of them. */
  readonly prerequisites: readonly Oid[];
  readonly tip: Oid;
  /** Everything behind the header. */
  readonly pack: Uint8Array;
}

/** What the manifest says of the branch. */
export interface ExpectedBundle {
  readonly name: string;
  readonly base_commit: Oid;
}

const SIGNATURE = "# v2 git bundle";
/** More than a merge of every branch a project has; each is asked for in git. */
const MOST_PREREQUISITES = 100;
const LARGEST_HEADER = 2 ** 20;
const PREREQUISITE = /^-(?<id>[0-9a-f]{40}|[0-9a-f]{64})(?: .*)?$/s;
const REF = /^(?<id>[0-9a-f]{40}|[0-9a-f]{64}) (?<name>.+)$/s;

/**
 * Reads the header of a git bundle and holds it to the manifest: version 2, exactly one ref, that of the branch, and the base
 * among the prerequisites (FORMAT section 5). Nothing of the pack is looked at.
 *
 * @throws EmbargoError `patch-fails`
 */
export function readGitBundle(bytes: Uint8Array, { name, base_commit }: ExpectedBundle): GitBundle {
  const header = byteText(bytes.subarray(0, LARGEST_HEADER));
  const end = header.indexOf("\n\n");
  const [signature, ...lines] = header.slice(0, Math.max(end, 0)).split("\n");
  if (end < 0 || signature !== SIGNATURE) throw refusal("does not begin as one of version 2 does");
  const prerequisites = lines.filter((line) => line.startsWith("-")).map(readPrerequisite);
  const refs = lines.slice(prerequisites.length).map((line) => REF.exec(line)?.groups);
  const [ref] = refs;
  const tip = asOid(ref?.id ?? "");
  if (refs.length !== 1 || !tip || ref?.name !== latin1(`refs/heads/${name}`)) {
    throw refusal("does not hold exactly the branch that the manifest names");
  }
  if (prerequisites.length > MOST_PREREQUISITES) throw refusal("asks for too many commits");
  if (new Set(prerequisites).size !== prerequisites.length || !prerequisites.includes(base_commit)) {
    throw refusal("does not start from the commit that the manifest names");
  }
  if ([tip, ...prerequisites].some(({ length }) => length !== base_commit.length)) {
    throw refusal("names objects of another format");
  }
  return { prerequisites, tip, pack: bytes.subarray(end + 2) };
}

function readPrerequisite(line: string): Oid {
  const id = asOid(PREREQUISITE.exec(line)?.groups?.id ?? "");
  if (!id) throw refusal("has a header that cannot be read");
  return id;
}

/** The characters that the UTF-8 bytes of a text are, one for each: what `byteText` would give. */
function latin1(text: string): string {
  return byteText(new TextEncoder().encode(text));
}

function refusal(reason: string) {
  return patchRefusal(`a git bundle ${reason}`);
}
