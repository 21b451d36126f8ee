import { registryPackage } from "../ecosystems";
import { parsePurl } from "../purl";
import { isVersionLike } from "../versions/dotted";
import { instead, valueOf, withKey, withoutItem, type Maker } from "./fix";

/** An operator that says the same as the key it stands behind. */
const SAME: Readonly<Record<string, RegExp>> = { from: /^(?:>=|=)\s*/, fixed: /^(?:<|=)\s*/, through: /^(?:<=|=)\s*/ };

/** Findings about packages and their versions. */
export const versionFixes: Readonly<Record<string, Maker>> = {
  "ver/from-missing": (lines, finding) => withKey(lines, finding, 'from: "0"', "Begin with every version: from 0"),
  "ver/syntax": (lines, finding) => {
    const value = valueOf(lines, finding);
    const [, key = ""] =
      /(?<![a-z])([a-z]+): *["']?$/.exec((lines[finding.line - 1] ?? "").slice(0, value.start)) ?? [];
    const bare = value.text.replace(SAME[key] ?? /^$/, "").replace(/^v(?=\d)/, "");
    return bare !== value.text && isVersionLike(bare) ? [instead(finding, value, bare)] : [];
  },
  "ver/outside": (lines, finding) => withoutItem(lines, finding, `Take ${valueOf(lines, finding).text} off the list`),
  "pkg/name-normal": (lines, finding) => {
    const value = valueOf(lines, finding);
    const name = registryPackage(value.text)?.name;
    return name === undefined ? [] : [instead(finding, value, `pkg:pypi/${name}`)];
  },
  "pkg/purl-versioned": (lines, finding) => {
    const value = valueOf(lines, finding);
    if (parsePurl(value.text)?.version === undefined) return [];
    return [instead(finding, value, value.text.replace(/@[^@/?#]*(?=$|[?#])/, ""), "Remove the version")];
  },
  "pkg/purl-syntax": (lines, finding) => {
    const value = valueOf(lines, finding);
    const purl = `pkg:${value.text.replace(/^\/+/, "")}`;
    return registryPackage(purl) ? [instead(finding, value, purl)] : [];
  },
  "pkg/manifest-mismatch": (lines, finding, { manifests = [] }) => {
    const value = valueOf(lines, finding);
    const type = value.text.split("/", 1)[0];
    return manifests.filter((one) => one.split("/", 1)[0] === type).map((one) => instead(finding, value, one));
  },
};
