/** Whether a path belongs to the code that users run; tests, documentation and change logs do not: no flaw is there. */
export function isCode(path: string): boolean {
  return !BESIDE.test(path);
}

const BESIDE = new RegExp(
  [
    /(?:^|\/)(?:tests?|__tests__|specs?|docs?)\//,
    /[._-](?:test|spec)\.[a-z]+$/,
    /(?:^|\/)test_[^/]*$/,
    /(?:^|\/)(?:CHANGES?|CHANGELOG|HISTORY|NEWS|README|AUTHORS)(?:[._-][^/]*)?(?<!\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|php|cs?|cpp))$/,
    /\.(?:md|rst|adoc)$/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);
