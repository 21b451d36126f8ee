import { asOid } from "../../model/ids";
import type { PushedRef } from "../../model/push";

/** `<local ref> <local id> <remote ref> <remote id>`; what the person typed as the first may hold spaces. */
const LINE = /^(.+) ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/;

/** The standard input of a pre-push hook (githooks(5)); `undefined` when any line of it is not understood. */
export function parsePushLines(input: string): PushedRef[] | undefined {
  const refs: PushedRef[] = [];
  for (const line of input.split("\n").filter((text) => text !== "")) {
    const [, localRef, localId, remoteRef, remoteId] = LINE.exec(line) ?? [];
    const localOid = asOid(localId ?? "");
    const remoteOid = asOid(remoteId ?? "");
    if (!localRef || !remoteRef || !localOid || !remoteOid || localOid.length !== remoteOid.length) return undefined;
    refs.push({ localRef, localOid, remoteRef, remoteOid });
  }
  return refs;
}
