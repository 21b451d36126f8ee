import type { Command } from "commander";
import { escapeLine, escapeText } from "../../model/escape";
import { groupFingerprint } from "../../model/ids";
import type { Review } from "../../stages/confirm";
import { openBundleFile } from "../openBundleFile";
import type { AddVerb } from "../verb";

export interface ReviewFlags {
  readonly from?: string;
}

export function addReview(program: Command, add: AddVerb): void {
  const command = program
    .command("review")
    .description("open a bundle: who signed it, what it would change; nothing is written or run")
    .argument("<file>")
    .option("--from <key>", "fingerprint or certificate file of the expected signer");
  add<ReviewFlags>(command, async (session, flags, file) => {
    const review = await openBundleFile(session, flags, file);
    return { json: reviewJson(review), text: reviewText(review, session.terminal.person ? file : "FILE") };
  });
}

function reviewJson({ signer, version, manifestSha256, branches, warnings }: Review): object {
  return {
    signer: signer.fingerprint,
    pinned: signer.pinned,
    compared: signer.compared,
    manifestSha256,
    version,
    branches: branches.map(({ name, base, tree, files, checked }) => ({
      name,
      base,
      tree,
      files: files.length,
      checked,
    })),
    warnings,
  };
}

function reviewText(review: Review, file: string): string {
  const { signer, branches, warnings } = review;
  const trust = signer.compared ? "compared" : signer.pinned ? "pinned, not compared yet" : "as you named it";
  return [
    `${review.id}, version ${review.version}, made ${review.createdAt}`,
    `✓ signed by ${escapeLine(signer.name ?? "a key without a name")}   ${groupFingerprint(signer.fingerprint)} (${trust})`,
    ...branches.flatMap(({ name, files, checked, tree, commits }) => [
      `${escapeLine(name)}: ${commits.length} ${commits.length === 1 ? "commit" : "commits"}, tree ${tree}${checked ? "" : " (not checked here)"}`,
      ...files.map(({ path, added, deleted }) => `  ${escapeLine(path)}   +${added ?? "?"} −${deleted ?? "?"}`),
    ]),
    ...warnings.map(
      ({ code, path, detail }) => `! ${code}: ${path ? `${escapeLine(path)}: ` : ""}${escapeText(detail)}`,
    ),
    "To read the changes: open the file in VS Code with Embargo, or follow README.txt inside it (gpg, tar and git).",
    `To answer: embargo answer ${file} --decision confirmed (or rejected, or changes-requested)`,
  ].join("\n");
}
