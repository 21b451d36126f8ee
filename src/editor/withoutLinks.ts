import { escapeText } from "../model/escape";

/**
 * A text for a notification: there the editor makes a link of `[words](target)`, which may be one that runs a command, and the
 * name in a stranger's key may look like that.
 */
export function withoutLinks(text: string): string {
  return escapeText(text).replaceAll("](", "] (");
}
