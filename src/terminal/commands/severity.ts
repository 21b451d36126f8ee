import type { Command } from "commander";
import { labelOf, scoreOf } from "../../model/advisory/cvssScore";
import { cvssProblem, cvssVersion } from "../../model/advisory/cvss";
import { vectorInWords } from "../../model/advisory/cvssWords";
import { readPasted, vectorOf } from "../../model/advisory/rating";
import { EmbargoError } from "../../model/errors";
import { readVectors, writeRating } from "../../stages/advise/rate";
import { readAdvisoryFile } from "../../tools/advisoryFiles";
import { writeFileAtomic } from "../../tools/files";
import { advisoryNamed } from "../advisoryNamed";
import { oneStepOutcome } from "../outcome";
import type { AddVerb } from "../verb";

/** `embargo advisory score` and `embargo advisory rate`: what a CVSS vector comes to, and writing one into the advisory. */
export function addSeverity(advisory: Command, add: AddVerb): void {
  addScore(advisory, add);
  addRate(advisory, add);
}

function addScore(advisory: Command, add: AddVerb): void {
  const command = advisory
    .command("score")
    .description("what a CVSS vector, or those of an advisory, come to, metric by metric (1 if one is wrong)")
    .argument("<vector|case|file>");
  add(command, async (session, _flags, named) => {
    const isVector = cvssVersion(named) !== undefined || /^CVSS:/i.test(named);
    const vectors = isVector ? [named] : await readVectors(await readAdvisoryFile(await advisoryNamed(session, named)));
    const scores = vectors.map((vector) => ({ vector, ...scoreOf(vector), problem: cvssProblem(vector) }));
    const text = scores.map(({ vector, score, band, problem }) => {
      const heading = problem === undefined ? `${score?.toFixed(1)} ${band}` : `No CVSS vector: ${problem}`;
      return [`${heading}  ${vector}`, ...vectorInWords(vector).map((words) => `    ${words}`)].join("\n");
    });
    const isWrong = scores.some(({ problem }) => problem !== undefined);
    return { json: { scores }, text: text.join("\n") || "The advisory has no vector yet.", exit: isWrong ? 1 : 0 };
  });
}

function addRate(advisory: Command, add: AddVerb): void {
  const command = advisory
    .command("rate")
    .description("write a CVSS vector into an advisory, in place of the one of its version")
    .argument("<case|file>")
    .argument("<vector>", "of CVSS 3.1 or 4.0")
    .option("--label", "set the label that the vector comes to, too");
  add<{ readonly label?: boolean }>(command, async (session, flags, named, pasted) => {
    const read = readPasted(pasted);
    if ("refusal" in read) throw new EmbargoError("usage", read.refusal, "Nothing was written.");
    const vector = vectorOf(read.rating);
    const { score, band } = scoreOf(vector)!;
    const label = flags.label ? labelOf(band) : undefined;
    const path = await advisoryNamed(session, named);
    const text = await writeRating(await readAdvisoryFile(path), read.rating, label);
    const sentence = `${score.toFixed(1)} ${band}: write ${vector}${label ? ` and the label ${label}` : ""}`;
    if (flags.dryRun) return oneStepOutcome("Severity of the advisory", sentence, path);
    await writeFileAtomic(path, text);
    return {
      json: { file: path, vector, score, band, ...(label && { label }) },
      text: `Written: ${path}, ${score.toFixed(1)} ${band}`,
    };
  });
}
