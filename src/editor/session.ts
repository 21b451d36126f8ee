import type { ExtensionContext } from "vscode";
import type { CaseId } from "../model/ids";
import type { CaseView } from "../stages/overview/caseView";

/** What lives as long as the extension is active; every handler gets it first. */
export interface Session {
  readonly context: ExtensionContext;
  /** The case whose private window this is; absent in every other window. */
  readonly privateCase?: CaseId;
  /** Reads the cases again and shows them. */
  readonly refresh: () => void;
  /** Shows the cases only when `work` is done: half a step is nothing to look at. */
  readonly quietly: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called with the cases whenever they were read. */
  readonly casesRead: (cases: readonly CaseView[]) => void;
}
