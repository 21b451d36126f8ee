/** A complete advisory that lints clean for publication, as its lines. The flaw is the one of CVE-2015-2296. */
export const COMPLETE = `---
embargo: "1"
id: SAMPLE-2026-0001
status: published
title: "requests: cookies reach the wrong host after a redirect"
aliases: [CVE-2026-12345]
disclosure:
  reported: 2026-11-10T09:00:00Z
  public: 2026-12-01T15:00:00Z
  discovery: external
severity:
  label: moderate
  cvss:
    - CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N
    - CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N
weaknesses: [CWE-384]
packages:
  - purl: pkg:pypi/requests
    repo: https://example.org/requests
    affected:
      - from: 2.1.0
        fixed: 2.6.0
    commits:
      fixed: [3bd8afbff29e50b38f889b2f688785a669b9aafc]
    versions: [2.1.0, 2.5.3]
    symbols: [requests.sessions.resolve_redirects]
    files: [requests/sessions.py]
credits:
  - name: Robin Reporter
    role: reporter
    github: robin
    consent: 2026-11-12
references:
  - type: fix
    url: https://example.org/requests/commit/3bd8afbff29e50b38f889b2f688785a669b9aafc
timeline:
  - at: 2026-11-10
    event: reported
---

## Summary

A redirect can send the cookies of one host to another. Upgrade to 2.6.0.

## Impact

A host that answers with a redirect receives the session cookies of the host before it.

## Affected usage

Sessions that follow redirects. Versions before 2.1.0 were not looked at.

## Patches

Upgrade to 2.6.0.

## Workarounds

Turn off redirects: \`allow_redirects=False\`.

## Internal notes

Only for the people of the case.
`;

/** `COMPLETE` with one line replaced, or with lines added after it; fails when there is no such line. */
export function withLine(line: string, ...instead: string[]): string {
  const lines = COMPLETE.split("\n");
  const index = lines.findIndex((candidate) => candidate.trimStart() === line);
  if (index < 0) throw new Error(`The sample has no line ${line}`);
  return [...lines.slice(0, index), ...instead, ...lines.slice(index + 1)].join("\n");
}

/** `COMPLETE` with text added under one of its headings. */
export function withText(heading: string, ...added: string[]): string {
  return withLine(`## ${heading}`, `## ${heading}`, "", ...added);
}

/** A complete advisory of about `lines` lines, half of them front matter: many packages, ranges, people and links. */
export function longAdvisory(lines: number): string {
  const entries = Math.floor(lines / 24);
  const numbers = Array.from({ length: entries }, (_, nth) => nth);
  const packages = numbers.flatMap((nth) => [
    `  - purl: pkg:pypi/requests-${nth}`,
    "    affected:",
    `      - from: 1.${nth}.0`,
    `        fixed: 1.${nth}.9`,
    `      - from: 2.${nth}.0`,
    `        fixed: 2.${nth}.7`,
    `    files: [requests/sessions${nth}.py]`,
  ]);
  const references = numbers.flatMap((nth) => ["  - type: web", `    url: https://example.org/requests/page/${nth}`]);
  const credits = numbers.flatMap((nth) => [`  - name: Person ${nth}`, "    role: analyst", "    consent: 2026-11-12"]);
  const text = numbers.flatMap((nth) => [
    `### Case ${nth}`,
    "",
    `A redirect of kind ${nth} can send \`cookies\` of one host to another; upgrade to 2.${nth}.7 or later.`,
    "",
    "```python",
    `session.get("https://example.org/${nth}")`,
    "```",
    "",
    "- The first thing to look at is the log of the server.",
    "- The second is the [list of hosts](https://example.org/hosts) that are trusted.",
    "",
  ]);
  return COMPLETE.replace(/^credits:\n/m, [...packages, "credits:", ...credits, ""].join("\n"))
    .replace(/^timeline:/m, [...references, "timeline:"].join("\n"))
    .replace("## Internal notes", ["## Details", "", ...text, "## Internal notes"].join("\n"));
}

/** Lines of text that would run, load or ask something where they are shown as HTML, each with a name. */
export const HOSTILE_TEXTS: readonly (readonly [name: string, ...lines: string[]])[] = [
  ["a script", "<script>alert(1)</script>"],
  ["a script over two lines", "<script", ">alert(1)</script>"],
  ["an event", "<img src=x onerror=alert(1)>"],
  ["an event without blanks", '<svg/onload="alert(1)">'],
  ["an event in a harmless tag", "<b onmouseover=alert(1)>x</b>"],
  ["a frame", '<iframe src="https://tracker.example/"></iframe>'],
  ["a style", "<style>body { background: url(https://tracker.example/) }</style>"],
  ["a style in a tag", '<p style="background: url(https://tracker.example/)">x</p>'],
  ["a stylesheet", '<link rel="stylesheet" href="https://tracker.example/a.css">'],
  ["a form", '<form action="https://tracker.example/"><input name="a"></form>'],
  ["a base", '<base href="https://tracker.example/">'],
  ["a refresh", '<meta http-equiv="refresh" content="0;url=https://tracker.example/">'],
  ["an object", '<object data="data:text/html,x"></object>'],
  ["a javascript link", "[x](javascript:alert(1))"],
  ["a javascript link in disguise", "[x](java&#115;cript&colon;alert(1))"],
  ["a javascript link in a tag", '<a href="javascript:alert(1)">x</a>'],
  ["a command link", "[x](command:workbench.action.quit)"],
  ["a command link alone", "<command:workbench.action.quit>"],
  ["an editor's link", "[x](vscode://extension.id/do)"],
  ["a data image", "![x](data:image/svg+xml;base64,PHN2Zy8+)"],
  ["a data link, apart", "[x][y]", "", "[y]: data:text/html,<b>x</b>"],
];

/** An advisory that tries in its text and in each value to run something or to send a request to `origin`. */
export function hostileAdvisory(origin: string): string {
  const hostile = [
    `<script>fetch("${origin}/script")</script><img src="${origin}/img" onerror="alert(1)">`,
    `<iframe src="${origin}/frame"></iframe>![x](${origin}/image)[y](command:workbench.action.quit)[z](javascript:alert(1))`,
  ].join("");
  const value = JSON.stringify(hostile);
  const body = HOSTILE_TEXTS.map(([, ...lines]) => lines.join("\n").replaceAll("https://tracker.example", origin));
  const images = [
    `![remote](${origin}/remote.png)`,
    `<img src="${origin}/raw.png">`,
    `<video src="${origin}/v"></video>`,
  ];
  return COMPLETE.replace(/^title: .*$/m, `title: ${value}`)
    .replace("weaknesses: [CWE-384]", `weaknesses: [${value}]`)
    .replace("- purl: pkg:pypi/requests", `- purl: ${value}\n    vendor: ${value}\n    product: ${value}`)
    .replace("from: 2.1.0", `from: ${value}\n        note: ${value}`)
    .replace("versions: [2.1.0, 2.5.3]", `versions: [${value}]`)
    .replace("name: Robin Reporter", `name: ${value}\n    org: ${value}`)
    .replace(/- CVSS:3.1.*/, `- ${value}`)
    .replace("- type: fix", `- type: fix\n    title: ${value}`)
    .replace("event: reported", `event: reported\n    text: ${value}`)
    .replace("## Impact\n", ["## Impact", hostile, ...images, ...body, ""].join("\n\n"));
}
