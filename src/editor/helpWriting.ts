import { CodeActionKind, Disposable, languages, type TextDocument } from "vscode";
import { isAdvisory } from "./isAdvisory";
import { loadFace } from "./loadFace";

/** Characters after which suggestions are asked for without a key: inside values and vectors. */
const TRIGGERS = [":", "/", "[", "-", "#", " "];

/** Completion, hover, quick fixes and the line of commands for advisories; nothing is loaded before one is open. */
export function helpWriting(): Disposable {
  const markdown = [
    { language: "markdown", scheme: "file" },
    { language: "markdown", scheme: "untitled" },
  ];
  const face = async (document: TextDocument) => (isAdvisory(document) ? loadFace() : undefined);
  return Disposable.from(
    languages.registerCompletionItemProvider(
      markdown,
      { provideCompletionItems: async (document, at) => (await face(document))?.completeAdvisory(document, at) },
      ...TRIGGERS,
    ),
    languages.registerHoverProvider(markdown, {
      provideHover: async (document, at) => (await face(document))?.explainAdvisory(document, at),
    }),
    languages.registerCodeActionsProvider(
      markdown,
      {
        provideCodeActions: async (document, _range, { diagnostics }) =>
          (await face(document))?.mendAdvisory(document, diagnostics),
      },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
    languages.registerCodeLensProvider(markdown, {
      provideCodeLenses: async (document) => (await face(document))?.advisoryLenses(document),
    }),
  );
}
