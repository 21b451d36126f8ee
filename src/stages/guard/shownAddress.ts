import { escapeLine } from "../../model/escape";

/** An address as it may be shown and logged: exact, but for a user name or password in a web address, which may be a token. */
export function shownAddress(url: string): string {
  return escapeLine(url.replace(/^(https?:\/\/)[^/]*@/i, "$1…@"));
}
