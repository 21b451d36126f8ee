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
