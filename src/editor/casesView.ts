import { EventEmitter, window, type Disposable, type TreeDataProvider, type TreeView } from "vscode";
import type { CaseNode } from "./caseNodes";
import { loadFace } from "./loadFace";
import type { Session } from "./session";

/** The list of cases in the activity bar; what stands in it comes from the face, read when it is looked at. */
export class CasesView implements TreeDataProvider<CaseNode>, Disposable {
  readonly #session: Session;
  readonly #changed = new EventEmitter<void>();
  readonly #view: TreeView<CaseNode>;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#view = window.createTreeView("embargo.cases", { treeDataProvider: this, showCollapseAll: true });
  }

  refresh(): void {
    this.#changed.fire();
  }

  getTreeItem(node: CaseNode) {
    return node.item;
  }

  async getChildren(node?: CaseNode): Promise<CaseNode[]> {
    if (node) return node.children;
    const face = await loadFace();
    const { nodes, title } = await face.readCaseNodes(this.#session);
    if (title !== undefined) this.#view.message = title;
    return nodes;
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }
}
