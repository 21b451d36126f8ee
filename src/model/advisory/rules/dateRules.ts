import type { Rule } from "./rule";

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const UNKIND_DAYS: readonly number[] = [0, 1, 5, 6];

/** Dates that can be judged without a calendar of holidays or a project's profile. */
export const dateRules: readonly Rule[] = [
  {
    id: "date/public-before-reported",
    why: "One of the two is a slip, and readers count the days.",
    severity: "error",
    phase: "always",
    source: "CSAF 2.1, 6.1.45",
    hint: "Correct one of the two dates.",
    check: function* ({ disclosure, placeOf }) {
      if (disclosure.public && disclosure.reported && Date.parse(disclosure.public) < Date.parse(disclosure.reported)) {
        yield { at: placeOf("disclosure.public"), message: "The publication lies before the report." };
      }
    },
  },
  {
    id: "date/embargo-past",
    why: "Somebody waits for you, or has stopped waiting.",
    severity: "error",
    phase: "always",
    source: "Embargo, docs/formats.md, section 6",
    hint: "Agree on a new instant, or publish and set the status to published.",
    check: function* ({ status, disclosure, placeOf }, { now }) {
      if (status === "embargoed" && disclosure.public && Date.parse(disclosure.public) < now.getTime()) {
        yield { at: placeOf("disclosure.public"), message: "The embargo has ended." };
      }
    },
  },
  {
    id: "date/weekday",
    why: "Who has to update at the weekend, or on a Monday morning, often does not.",
    severity: "warning",
    phase: "always",
    source: "OpenStack vulnerability management; Alpha-Omega disclosure guide",
    hint: "Prefer Tuesday to Thursday: people are there to upgrade, and you to help.",
    check: function* ({ status, disclosure, placeOf }) {
      const day = disclosure.public === undefined ? -1 : new Date(disclosure.public).getUTCDay();
      if ((status === "draft" || status === "embargoed") && UNKIND_DAYS.includes(day)) {
        yield { at: placeOf("disclosure.public"), message: `The publication falls on a ${WEEKDAYS[day]} (UTC).` };
      }
    },
  },
  {
    id: "date/90d",
    why: "Reporters often publish after 90 days, with or without a fix.",
    severity: "warning",
    phase: "always",
    source: "Google Project Zero, 90-day disclosure policy",
    hint: "Reporters often publish after 90 days; agree with them.",
    check: function* ({ disclosure, placeOf }) {
      if (!disclosure.public || !disclosure.reported) return;
      const days = Math.floor((Date.parse(disclosure.public) - Date.parse(disclosure.reported)) / DAY_MS);
      if (days > 90) {
        yield { at: placeOf("disclosure.public"), message: `The publication comes ${days} days after the report.` };
      }
    },
  },
];
