import { resolve } from "node:path";
import { asCaseId } from "../model/ids";
import { findCase } from "../tools/cases/store";
import { exists } from "../tools/files";
import type { Session } from "./verb";

/**
 * The path of the advisory that a person named by its file or by its case; a file of that name goes first.
 *
 * @throws EmbargoError as `findCase`
 */
export async function advisoryNamed({ terminal, home }: Session, named: string): Promise<string> {
  const path = resolve(terminal.cwd, named);
  if (!asCaseId(named) || (await exists(path))) return path;
  return (await findCase(await home(), named)).places.advisory;
}
