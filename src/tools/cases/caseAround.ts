import { relative, sep } from "node:path";
import { asCaseId, type CaseId } from "../../model/ids";
import { PROJECT_FOLDER } from "./caseFolders";

/** The case in whose folder (`<home>/<project>/<CASE>/`) something lies, at any depth; `undefined` elsewhere. */
export function caseAround(path: string, homeDir: string): CaseId | undefined {
  const [project = "", id = ""] = relative(homeDir, path).split(sep);
  return PROJECT_FOLDER.test(project) ? asCaseId(id) : undefined;
}

/** The case whose private window was opened with this workspace file. */
export function privateCaseOf(workspaceFile: string | undefined, homeDir: string): CaseId | undefined {
  return workspaceFile === undefined ? undefined : caseOf(workspaceFile, homeDir, (id) => `${id}.code-workspace`);
}

/** The case whose advisory this file is; one of the same name in the project's own tree is none. */
export function advisoryCaseOf(file: string, homeDir: string): CaseId | undefined {
  return caseOf(file, homeDir, () => "advisory.md");
}

/** The case in whose folder the file lies directly, under the name it must have there. */
function caseOf(file: string, homeDir: string, nameIn: (id: CaseId) => string): CaseId | undefined {
  const id = caseAround(file, homeDir);
  const [, , ...inCase] = relative(homeDir, file).split(sep);
  return id !== undefined && inCase.join(sep) === nameIn(id) ? id : undefined;
}
