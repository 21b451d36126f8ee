import type { ProjectConfig } from "../../projectConfig";
import type { LintContext, Rule } from "./rule";

const HINT = "Write it under publisher in .embargo.yml, at the top of the public repository, and commit it.";

/** Who publishes, as `.embargo.yml` says; not looked at where no project was asked. */
export const publisherRules: readonly Rule[] = [
  {
    id: "pub/name-missing",
    why: 'Records would name the publisher as "not set".',
    severity: "warning",
    phase: "publish",
    source: "CSAF 2.0, document.publisher.name",
    hint: HINT,
    check: missing("name", "The project has not said who publishes."),
  },
  {
    id: "pub/namespace-missing",
    why: "Records would lead to https://example.invalid.",
    severity: "warning",
    phase: "publish",
    source: "CSAF 2.0, document.publisher.namespace",
    hint: HINT,
    check: missing("namespace", "The project has not said where it publishes (namespace)."),
  },
  {
    id: "pub/cna-missing",
    why: "CVE records would carry an organisation of zeros; whoever submits them must put in their own.",
    severity: "warning",
    phase: "publish",
    source: "CVE record format, providerMetadata.orgId",
    hint: "If you are a CNA, write cve_org_id under publisher in .embargo.yml; else your CNA does, and you can accept this under lint.",
    check: missing("cve_org_id", "No CNA is named (cve_org_id)."),
  },
];

function missing(key: keyof ProjectConfig["publisher"], message: string): Rule["check"] {
  return function* (_advisory, { project }: LintContext) {
    if (project && project.publisher[key] === undefined) yield { at: { line: 1, column: 1 }, message };
  };
}
