import { isWebAddress } from "../rules/linkRules";
import { instead, valueOf, withKey, withoutItem, type Maker } from "./fix";

const removed: Maker = (lines, finding) => withoutItem(lines, finding, `Remove ${valueOf(lines, finding).text}`);
const linked: Maker = (lines, finding, { betterLinks }) => {
  const value = valueOf(lines, finding);
  const better = betterLinks?.get(value.text);
  return better === undefined ? [] : [instead(finding, value, better, `Link to ${better}`)];
};

/** Findings about ids, links and people: entries of lists. */
export const listFixes: Readonly<Record<string, Maker>> = {
  "alias/duplicate": removed,
  "alias/self": removed,
  "cve/placeholder": removed,
  "cve/syntax": (lines, finding) => {
    const value = valueOf(lines, finding);
    const [, year, number] = /^CVE[-_]?(\d{4})[-_](\d{4,19})$/i.exec(value.text) ?? [];
    return year && number ? [instead(finding, value, `CVE-${year}-${number}`)] : [];
  },
  "ref/duplicate": (lines, finding) => withoutItem(lines, finding, "Remove this reference"),
  "ref/url-missing": (lines, finding) => withoutItem(lines, finding, "Remove this reference"),
  "ref/branch-link": linked,
  "ref/short-hash": linked,
  "ref/fork": linked,
  "ref/scheme": (lines, finding) => {
    const value = valueOf(lines, finding);
    const url = `https://${value.text.replace(/^\/\//, "")}`;
    return /^(?:\/\/)?[\w-]+(?:\.[\w-]+)+(?:\/|$)/.test(value.text) && isWebAddress(url)
      ? [instead(finding, value, url)]
      : [];
  },
  "ref/repo-scheme": (lines, finding) => {
    const value = valueOf(lines, finding);
    const [, host, path] =
      /^(?:ssh:\/\/)?(?:[\w.-]+@)([\w.-]+)[:/](?!\d+\/)([\w./-]+?)(?:\.git)?\/?$/.exec(value.text) ?? [];
    const url = `https://${host}/${path}`;
    return host && path && isWebAddress(url) ? [instead(finding, value, url)] : [];
  },
  "credit/consent-missing": (lines, finding, { today }) =>
    [
      [`They agreed today: consent ${today}`, today],
      ["They want no name: consent anonymous", "anonymous"],
      ["They declined: consent declined", "declined"],
    ].flatMap(([title = "", consent = ""]) => {
      const value = valueOf(lines, finding);
      if (value.text === "pending") return [instead(finding, value, consent, title)];
      return withKey(lines, finding, `consent: ${consent}`, title);
    }),
};
