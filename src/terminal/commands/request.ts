import type { Command } from "commander";
import { exportAdvisory } from "../../stages/advise/export";
import { isNumbered, readNumbers, type Numbers } from "../../stages/advise/numbers";
import { readAdvisoryFile } from "../../tools/advisoryFiles";
import { advisoryAround } from "../advisoryAround";
import { advisoryNamed } from "../advisoryNamed";
import type { AddVerb, Session } from "../verb";

interface RequestFlags {
  readonly cve?: boolean;
  readonly ghsa?: boolean;
}

/** `embargo advisory request`: whether there is a number, and the text with which to ask for one; sends nothing. */
export function addRequest(advisory: Command, add: AddVerb): void {
  const command = advisory
    .command("request")
    .description("whether the advisory has a number (1 if not), and what to submit where for one")
    .argument("<case|file>")
    .option("--cve", "the request for a CVE id, filled in; nothing is sent")
    .option("--ghsa", "the draft for GitHub, which gives it a GHSA id; nothing is sent");
  add<RequestFlags>(command, async (session, { cve, ghsa }, named) => {
    const { text, project, privateUrls } = await read(session, named);
    const numbers = await readNumbers(text);
    const wanted = [...(cve ? (["cve-request"] as const) : []), ...(ghsa ? (["ghsa-request"] as const) : [])];
    if (wanted.length === 0) return { json: numbers, text: numbersText(numbers), exit: isNumbered(numbers) ? 0 : 1 };
    const requests: string[] = [];
    for (const format of wanted)
      requests.push(await exportAdvisory(text, format, { publisher: project.publisher, privateUrls }));
    return { json: { ...numbers, requests }, text: requests.join("\n").trimEnd() };
  });
}

async function read(session: Session, named: string) {
  const path = await advisoryNamed(session, named);
  return { text: await readAdvisoryFile(path), ...(await advisoryAround(path, session)) };
}

function numbersText({ cve, ghsa, without }: Numbers): string {
  const also = ghsa === undefined ? "" : ` Its GHSA id is ${ghsa}.`;
  if (cve !== undefined) return `The advisory is ${cve}.${also}`;
  if (without !== undefined) return `It goes without a CVE id: ${without}${also}`;
  return [
    `There is no CVE id.${also}`,
    "Ask for one: embargo advisory request … --cve (nothing is sent). Then write it under aliases.",
    'Or decide to go without, with the reason: lint: [{ rule: cve/missing, reason: "…" }] in the front matter.',
  ].join("\n");
}
