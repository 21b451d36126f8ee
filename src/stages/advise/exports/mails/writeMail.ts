import type { Advisory } from "../../../../model/advisory/advisory";
import { asInstant, toInstant, type Instant } from "../../../../model/ids";
import { writeAcknowledgement } from "../../../../tools/mail/acknowledgement";
import { writeDraft } from "../../../../tools/mail/draft";
import type { ExportContext, Flaws } from "../publicParts";
import { packageNames, type MailText } from "./mailText";

/** The writers of the export table for a mail: an `.eml` draft without an addressee. */
export function mailOf(compose: (advisory: Advisory, context: ExportContext) => MailText) {
  return async (advisory: Advisory, context: ExportContext): Promise<string> => {
    return asText(await writeDraft({ ...compose(advisory, context), writtenAt: context.now }));
  };
}

/** The same for a mail that may be about several flaws of one release. */
export function mailOfRelease(compose: (flaws: Flaws, context: ExportContext) => MailText) {
  return async (flaws: Flaws, context: ExportContext): Promise<string> => {
    return asText(await writeDraft({ ...compose(flaws, context), writtenAt: context.now }));
  };
}

/** The acknowledgement of a report, from what the advisory knows of it. */
export async function exportAcknowledgement(advisory: Advisory, { now, publisher }: ExportContext): Promise<string> {
  const { id = "your report", disclosure, credits } = advisory;
  const reporter = credits.find(({ role }) => role === "reporter" || role === "finder");
  const written = toInstant(now);
  const draft = await writeAcknowledgement({
    id,
    projectName: publisher.name ?? packageNames([advisory]),
    receivedAt: asFullInstant(disclosure.reported) ?? written,
    writtenAt: written,
    ...(reporter?.name === undefined
      ? {}
      : {
          reporter: {
            name: reporter.name,
            hasKey: false,
            ...(reporter.contact === undefined ? {} : { mail: reporter.contact }),
          },
        }),
  });
  return asText(draft);
}

function asFullInstant(date: string | undefined): Instant | undefined {
  return date === undefined ? undefined : asInstant(date.includes("T") ? date : `${date}T00:00:00Z`);
}

function asText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
