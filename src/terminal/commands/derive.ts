import { InvalidArgumentError, type Command } from "commander";
import { escapeText } from "../../model/escape";
import { APPLICABLE, planApply, type Applicable } from "../../stages/advise/derive/apply";
import { checkCase, type CaseCheck } from "../../stages/advise/derive/checkCase";
import { isFixThere } from "../../stages/advise/derive/checkFix";
import { deriveCase, deriveChosen, type CaseDerivation } from "../../stages/advise/derive/deriveCase";
import { findOutdatedAdvisory, keepAdvisoryCurrent } from "../../stages/advise/keepCurrent";
import { writeFileAtomic } from "../../tools/files";
import { agreed } from "../ask";
import { checkText, derivationText, lookCommand } from "../deriveText";
import { oneStepOutcome, planJson, planOutcome, planText, type Outcome } from "../outcome";
import type { AddVerb } from "../verb";

interface DeriveFlags {
  readonly introduced?: string;
  readonly apply?: readonly Applicable[];
  readonly check?: boolean;
}

/** `embargo advisory derive`: what follows from git about affected versions; writes only what is named. */
export function addDerive(advisory: Command, add: AddVerb): void {
  const command = advisory
    .command("derive")
    .description("what follows from git: fixed versions, candidates for the first affected one, files, people")
    .argument("<case>")
    .option("--introduced <number|commit|version>", "where the flaw came from: your choice among the candidates")
    .option("--apply <parts>", `write these into the advisory: ${APPLICABLE.join(", ")}`, asParts)
    .option("--check", "whether the lines of the fix are in each version that the advisory calls fixed; 1 if not");
  add<DeriveFlags>(command, async ({ terminal, home }, flags, id) => {
    const opened = await home();
    if (flags.dryRun && !flags.apply && !flags.check) {
      const behind = await findOutdatedAdvisory(opened, id);
      const title = `Advisory of ${id}`;
      if (!behind) return planOutcome({ title, steps: [], notes: ["It is up to date."] });
      return oneStepOutcome(title, "write the fix's commits and files into it", behind.path);
    }
    const watch = terminal.interactive
      ? { onProgress: (sentence: string) => terminal.err(`… ${escapeText(sentence)}`) }
      : {};
    if (flags.check) return checkedOutcome(await checkCase(opened, id, watch));
    const changed = flags.dryRun ? false : await keepAdvisoryCurrent(opened, id);
    const options = { candidates: !flags.apply, ...watch };
    const { introduced, derivation } =
      flags.introduced === undefined
        ? { introduced: undefined, derivation: await deriveCase(opened, id, options) }
        : await deriveChosen(opened, id, flags.introduced, options);
    const followed = changed ? "The advisory follows the fix again." : "The advisory was up to date.";
    if (!flags.apply) {
      const gitDir = derivation.where.gitDir ?? "";
      const text = escapeText(derivationText(derivation, gitDir));
      return { json: { case: id, changed, ...derivationJson(derivation) }, text: `${followed}\n\n${text}` };
    }
    const choice = {
      parts: flags.apply,
      ...(introduced && "commit" in introduced ? { introduced: introduced.commit } : {}),
    };
    const plan = await planApply(derivation.advisory, derivation, choice);
    if (flags.dryRun) return planOutcome(plan);
    if (plan.steps.length === 0) {
      return { json: { case: id, changed, written: [] }, text: ["Nothing to write.", ...plan.notes].join("\n") };
    }
    await agreed(terminal, plan, flags.yes);
    await writeFileAtomic(derivation.path, plan.text);
    return {
      json: { case: id, changed, written: planJson(plan).steps, notes: plan.notes },
      text: [
        planText(plan, false),
        "",
        `Written: ${escapeText(derivation.path)}`,
        `Next: read it; embargo advisory lint says what is missing.`,
      ].join("\n"),
    };
  });
}

function checkedOutcome({ checks }: CaseCheck): Outcome {
  const good = checks.length > 0 && checks.every(isFixThere);
  const json = { checks: checks.map((check) => ({ ...check, there: isFixThere(check) })) };
  return { json, text: escapeText(checkText(checks)), exit: good ? 0 : 1 };
}

function derivationJson({
  fix,
  packages,
  unfixed,
  candidates,
  symbols,
  credits,
  notes,
  where,
}: CaseDerivation): object {
  return {
    fix: {
      commits: fix.commits.map(({ oid, date, subject }) => ({ oid, date, subject })),
      missing: fix.missing,
      backports: fix.backports,
      reverts: fix.reverts,
    },
    packages: packages.map(({ tags, ...one }) => ({
      ...one,
      releases: tags.releases.map(({ version, tag, alsoTagged }) => ({ version, tag, alsoTagged })),
      otherTags: tags.others,
    })),
    unfixedBranches: unfixed,
    candidates: candidates.map((candidate) => ({
      ...candidate,
      look: lookCommand(candidate, where.gitDir ?? ""),
    })),
    symbols,
    credits,
    notes,
  };
}

function asParts(words: string): Applicable[] {
  const parts = words.split(",").map((word) => word.trim());
  const wrong = parts.find((part) => !(APPLICABLE as readonly string[]).includes(part));
  if (wrong === undefined) return parts as Applicable[];
  throw new InvalidArgumentError(`It must be some of: ${APPLICABLE.join(", ")}.`);
}
