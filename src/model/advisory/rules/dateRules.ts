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
    id: "date/published-ahead",
    why: "Databases publish at once, whatever the date says.",
    severity: "error",
    phase: "always",
    source: "CVE services: a record is public as soon as it is submitted",
    hint: "Leave the status at embargoed until that instant, or correct the date.",
    check: function* ({ status, disclosure, placeOf }, { now }) {
      if (status === "published" && disclosure.public && Date.parse(disclosure.public) > now.getTime()) {
        yield { at: placeOf("disclosure.public"), message: "The status is published, the instant lies ahead." };
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
    id: "date/holiday",
    why: "Nobody is there to update, or to help.",
    severity: "warning",
    phase: "always",
    source: "OpenStack vulnerability management: no holidays; the project's own list (holidays in .embargo.yml)",
    hint: "Take a working day.",
    check: function* ({ status, disclosure, placeOf }, { project }) {
      const day = disclosure.public?.slice(0, 10) ?? "";
      const isHoliday = project?.holidays.some((holiday) => holiday === day || holiday === day.slice(5));
      if (isHoliday && (status === "draft" || status === "embargoed")) {
        yield { at: placeOf("disclosure.public"), message: "The publication falls on a holiday of the project." };
      }
    },
  },
  {
    id: "date/distros-14d",
    why: "The list publishes what is told there after 14 days at the latest.",
    severity: "error",
    phase: "always",
    source: "linux-distros list policy: at most 14 days, under 7 preferred",
    hint: "Tell the list later, or publish sooner.",
    check: function* ({ timeline, disclosure, placeOf }) {
      const told = timeline.find(({ event }) => event === "prenotified")?.at;
      if (!told || !disclosure.public || !disclosure.prenotify.some((list) => /^linux-distros\b/i.test(list))) return;
      const days = Math.ceil((Date.parse(disclosure.public) - Date.parse(told)) / DAY_MS);
      if (days > 14) {
        const message = `The publication comes ${days} days after the list was told.`;
        yield { at: placeOf("disclosure.public"), message };
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
