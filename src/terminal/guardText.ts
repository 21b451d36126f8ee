import { escapeText } from "../model/escape";
import type { GuardProof, GuardStatus, RelatedClone } from "../stages/guard";
import { hasOlderHooks, unguarded } from "../stages/guard";

const PLACES = { checkout: "", clone: " (another clone)", submodule: " (submodule)" } as const;

/** The guard's status as a person reads it: this clone, its checkouts, other repositories, and where pushes go. */
export function statusText(status: GuardStatus): string {
  const { sentence, guarded, checkouts, related, remotes } = status;
  const isBroken = checkouts.length > 0 && !guarded;
  const lines = [
    sentence,
    ...(guarded ? [] : [`${isBroken ? "Repair it" : "Put it in place"}: embargo guard install`]),
    ...(hasOlderHooks(status)
      ? ["Bring the hooks up to date, here and in the other clones: embargo guard install"]
      : []),
    ...(checkouts.length > 1 || isBroken
      ? checkouts.map((checkout) => line(checkout.directory, checkout.problem))
      : []),
    ...section("Other clones of this project on this machine:", related, "clone"),
    ...section("Submodules, each a repository of its own:", related, "submodule"),
    ...(unguarded(status).some(({ kind }) => kind === "clone") ? ["Guard them too: embargo guard install --all"] : []),
    ...(remotes.length > 0 ? ["", "Where pushes go:", ...remotes.map(remoteLine)] : []),
    ...(remotes.length > 0
      ? ["Everything is public that was not declared private (embargo guard private <address>)."]
      : []),
  ];
  return escapeText(lines.join("\n"));
}

/** What became of the canary, checkout by checkout. */
export function proofText({ proven, sentence, checkouts }: GuardProof): string {
  const list = checkouts.length > 1 || !proven ? checkouts : [];
  const lines = [
    sentence,
    ...list.map(({ kind, directory, problem }) => line(`${directory}${PLACES[kind]}`, problem, "stopped")),
    ...(proven ? [] : ["Run there: embargo guard install"]),
  ];
  return escapeText(lines.join("\n"));
}

function section(title: string, related: readonly RelatedClone[], kind: RelatedClone["kind"]): string[] {
  const ofKind = related.filter((clone) => clone.kind === kind);
  if (ofKind.length === 0) return [];
  return ["", title, ...ofKind.map((clone) => line(`${clone.directory} (${clone.foundBy})`, clone.problem))];
}

function line(place: string, problem: string | undefined, fine = ""): string {
  if (problem === undefined) return `  ✓ ${place}${fine && `: ${fine}`}`;
  return `  ! ${place}\n      ${problem}`;
}

function remoteLine({ remote, url, private: isPrivate }: GuardStatus["remotes"][number]): string {
  return `  ${isPrivate ? "private" : "public "}  ${remote}  ${url}`;
}
