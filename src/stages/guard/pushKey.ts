import { createHash } from "node:crypto";
import type { PushedRef } from "../../model/push";
import type { Clone } from "./clone";

/** A push as one word: the clone, the final URL, and each object with the name it gets there. */
export function pushKey({ gitDir }: Pick<Clone, "gitDir">, url: string, refs: readonly PushedRef[]): string {
  const lines = refs.map(({ localOid, remoteRef }) => `${localOid} ${remoteRef}`).sort();
  return createHash("sha256")
    .update(JSON.stringify([gitDir, url, lines]))
    .digest("hex");
}
