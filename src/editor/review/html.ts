import { escapeText } from "../../model/escape";

/** HTML that was built here: values put into it are escaped already. */
export interface Html {
  readonly html: string;
}

type Value = string | number | undefined | false | Html | readonly Html[];

/** Builds HTML; every value that is not itself `Html` is a stranger's text and is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((done, part, index) => `${done}${written(values[index - 1])}${part}`) };
}

function written(value: Value): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return "html" in value ? value.html : value.map((one) => one.html).join("");
  return escapeText(String(value)).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
