import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { asEmbargoError, EmbargoError } from "../../model/errors";
import {
  EXPORT_FORMATS,
  exportAdvisory,
  isExportFormat,
  patchesFor,
  publisherWarnings,
  type ExportFormat,
} from "../../stages/advise/export";
import { readCaseFacts, readCloneFacts } from "../../stages/advise/derive/readRepositoryFacts";
import { importAdvisory } from "../../stages/advise/import";
import { advisoryIds, lintAdvisory, type Finding } from "../../stages/advise/lint";
import { findAdvisories, readAdvisoryFile } from "../../tools/advisoryFiles";
import { advisoryCaseOf } from "../../tools/cases/caseAround";
import { exists, writeFileAtomic } from "../../tools/files";
import { projectConfigAround } from "../../tools/git/projectConfig";
import { ownHomePath } from "../../tools/home";
import { advisoryAround } from "../advisoryAround";
import { advisoryNamed } from "../advisoryNamed";
import { oneStepOutcome } from "../outcome";
import type { Terminal } from "../terminal";
import type { AddVerb, Session } from "../verb";
import { addDerive } from "./derive";
import { addRequest } from "./request";
import { addSeverity } from "./severity";

export function addAdvisory(program: Command, add: AddVerb): void {
  const advisory = program.command("advisory").description("the advisory: check it, export it");
  addLint(advisory, add);
  addImport(advisory, add);
  addExport(advisory, add);
  addDerive(advisory, add);
  addRequest(advisory, add);
  addSeverity(advisory, add);
}

function addLint(advisory: Command, add: AddVerb): void {
  interface LintFlags {
    readonly strict?: boolean;
    readonly publish?: boolean;
  }
  const command = advisory
    .command("lint")
    .description("what is wrong or missing in an advisory")
    .argument("<file...>", "advisories, or folders with advisories below them")
    .option("--publish", "as strict as on the day of publication")
    .option("--strict", "exit 1 for warnings too");
  add<LintFlags>(command, async ({ terminal, home }, flags, ...files) => {
    const found: { file: string; findings: Finding[] }[] = [];
    const phase = flags.publish ? "publish" : "draft";
    const around = await projectConfigAround(terminal.cwd);
    const advisories = await Promise.all(
      (await Promise.all(files.map(findAdvisories))).flat().map(async (file) => {
        const text = await readAdvisoryFile(file);
        return { file, text, ids: await advisoryIds(text) };
      }),
    );
    for (const { file, text } of advisories) {
      const repository = await repositoryOf(resolve(terminal.cwd, file), text, terminal, home);
      const others = advisories.filter((other) => other.file !== file).flatMap(({ ids }) => ids);
      const options = {
        phase,
        project: repository?.project ?? around,
        elsewhere: new Set([...others, ...(repository?.elsewhere ?? [])]),
        ...(repository && { repository }),
      } as const;
      found.push({ file, findings: await lintAdvisory(text, options) });
    }
    const all = found.flatMap(({ findings }) => findings);
    const failing = all.some(({ severity }) => severity === "error" || (flags.strict && severity === "warning"));
    const text = found.flatMap(({ file, findings }) =>
      findings.map(({ severity, rule, message, line, hint, why }) => {
        const where = terminal.person ? `${file}:${line}` : `line ${line}`;
        return `${where}  ${severity}  ${message} (${rule})\n    ${hint} ${why}`;
      }),
    );
    return { json: { findings: found }, text: text.join("\n") || "No problems.", exit: failing ? 1 : 0 };
  });
}

/** What git says of an advisory: the private repository of its case, else the clone that it lies in. */
async function repositoryOf(path: string, text: string, { env, err }: Terminal, home: Session["home"]) {
  const caseId = advisoryCaseOf(path, env.EMBARGO_HOME ?? ownHomePath());
  if (caseId === undefined) return readCloneFacts(dirname(path), text);
  return readCaseFacts(await home(), caseId).catch((error: unknown) => {
    err(`The private repository was not looked at: ${asEmbargoError(error).message}`);
    return undefined;
  });
}

function addImport(advisory: Command, add: AddVerb): void {
  const command = advisory
    .command("import")
    .description("an OSV, CVE or GitHub record as an advisory to work on")
    .argument("<file>")
    .option("--out <file>", "write there instead of standard output; never over a file that is there");
  add<{ readonly out?: string }>(command, async ({ terminal }, { out, dryRun }, file) => {
    const { format, text, losses } = await importAdvisory(await readAdvisoryFile(file));
    if (out === undefined) {
      for (const loss of losses) terminal.err(loss);
      return { json: { format, losses, content: text }, text: text.trimEnd() };
    }
    if (dryRun) return oneStepOutcome(`Advisory from ${format}`, "write it", out);
    if (await exists(out)) {
      throw new EmbargoError("file-exists", "There is a file of that name already.", "Name another one.");
    }
    await writeFileAtomic(out, text);
    return { json: { format, losses, out }, text: [`Written: ${out}`, ...losses].join("\n") };
  });
}

function addExport(advisory: Command, add: AddVerb): void {
  interface ExportFlags {
    readonly format: ExportFormat;
    readonly out?: string;
  }
  const command = advisory
    .command("export")
    .description("an advisory in the form that databases and people read")
    .argument("<case|file>")
    .requiredOption("--format <name>", EXPORT_FORMATS.join(", "), asFormat)
    .option("--out <file>", "write there instead of standard output");
  add<ExportFlags>(command, async (session, flags, named) => {
    const { terminal } = session;
    const path = await advisoryNamed(session, named);
    const { project, privateUrls } = await advisoryAround(path, session);
    const caseId = advisoryCaseOf(path, terminal.env.EMBARGO_HOME ?? ownHomePath());
    const patches = caseId === undefined ? [] : await patchesFor(flags.format, await session.home(), caseId);
    const advisory = await readAdvisoryFile(path);
    const text = await exportAdvisory(advisory, flags.format, { publisher: project.publisher, privateUrls, patches });
    for (const { name } of patches) terminal.err(`Attached: ${name}`);
    const nameless = await publisherWarnings(advisory, flags.format, project);
    for (const { message, hint } of nameless) terminal.err(`${message} ${hint}`);
    const warnings = nameless.map(({ rule }) => rule);
    if (flags.out === undefined)
      return { json: { format: flags.format, content: text, warnings }, text: text.trimEnd() };
    if (flags.dryRun) return oneStepOutcome(`Advisory as ${flags.format}`, "write it", flags.out);
    await writeFileAtomic(flags.out, text);
    return { json: { format: flags.format, out: flags.out, warnings }, text: `Written: ${flags.out}` };
  });
}

function asFormat(word: string): ExportFormat {
  if (isExportFormat(word)) return word;
  throw new InvalidArgumentError(`It must be one of: ${EXPORT_FORMATS.join(", ")}.`);
}
