import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { findingsInWords } from "../../model/advisory/finding";
import { asEmbargoError, EmbargoError } from "../../model/errors";
import { exportAdvisory, exportRelease, patchesFor, publisherWarnings } from "../../stages/advise/export";
import { EXPORT_FORMATS, isExportFormat, type ExportFormat } from "../../stages/advise/exports/formats";
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
import { counted } from "../../model/counted";

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
    const text = found.flatMap(({ file, findings }) => findings.map((finding) => findingText(file, finding)));
    const ending =
      all.length === 0 ? "No problems." : `\n${findingsInWords(all)} in ${counted(advisories.length, "file")}.`;
    return { json: { findings: found }, text: [...text, ending].join("\n"), exit: failing ? 1 : 0 };
  });
}

/** As editors and build servers know places, then what to do, why, and who asks for it. */
function findingText(file: string, { severity, rule, message, line, hint, why, source }: Finding): string {
  return `${file}:${line}  ${severity}  ${message} (${rule})\n    ${hint} ${why} (${source})`;
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
    .description(
      "an advisory in the form that databases and people read; one mail or record about those of one release",
    )
    .argument("<case|file...>")
    .requiredOption("--format <name>", EXPORT_FORMATS.join(", "), asFormat)
    .option("--out <file>", "write there instead of standard output");
  add<ExportFlags>(command, async (session, { format, out, dryRun }, ...names) => {
    const { terminal } = session;
    const { texts, project, ...secrets } = await readForExport(session, format, names);
    const options = { publisher: project.publisher, ...secrets };
    const text = await (texts.length === 1
      ? exportAdvisory(texts[0]!, format, options)
      : exportRelease(texts, format, options));
    for (const { name } of secrets.patches) terminal.err(`Attached: ${name}`);
    const nameless = await publisherWarnings(texts[0]!, format, project);
    for (const { message, hint } of nameless) terminal.err(`${message} ${hint}`);
    const warnings = nameless.map(({ rule }) => rule);
    if (out === undefined) return { json: { format, content: text, warnings }, text: text.trimEnd() };
    if (dryRun) return oneStepOutcome(`Advisory as ${format}`, "write it", out);
    await writeFileAtomic(out, text);
    return { json: { format, out, warnings }, text: `Written: ${out}` };
  });
}

/** The advisories, who publishes them, and what of their cases must not, or must, go along. */
async function readForExport(session: Session, format: ExportFormat, names: readonly string[]) {
  const { env } = session.terminal;
  const paths = await Promise.all(names.map((name) => advisoryNamed(session, name)));
  const around = await Promise.all(paths.map((path) => advisoryAround(path, session)));
  const cases = paths.flatMap((path) => advisoryCaseOf(path, env.EMBARGO_HOME ?? ownHomePath()) ?? []);
  return {
    texts: await Promise.all(paths.map(readAdvisoryFile)),
    project: around[0]!.project,
    privateUrls: around.flatMap(({ privateUrls }) => privateUrls),
    patches: cases.length === paths.length ? await patchesFor(format, await session.home(), cases) : [],
  };
}

function asFormat(word: string): ExportFormat {
  if (isExportFormat(word)) return word;
  throw new InvalidArgumentError(`It must be one of: ${EXPORT_FORMATS.join(", ")}.`);
}
