import { metricWords, type MetricGroup, type MetricWords } from "../../model/advisory/cvssWords";
import { RATED_VERSIONS, type RatedVersion } from "../../model/advisory/rating";
import { html, type Html } from "../review/html";

const GROUPS: Readonly<Record<MetricGroup, string>> = {
  base: "Base metrics",
  temporal: "Temporal metrics: how things stand today",
  threat: "Threat metrics: what attackers can do today",
  environmental: "Environmental metrics: for one place where it runs; advisories seldom have them",
  supplemental: "Supplemental metrics: good to know, without weight in the score",
};

/** The form in which a severity is rated. It holds nothing of the advisory: media/severity.js fills it in. */
export function severityPage(): Html {
  const versions = RATED_VERSIONS.map(
    (version) => html`<label><input type="radio" name="version" value="${version}" />CVSS ${version}</label>`,
  );
  return html`
    <header>
      <h1>How severe is it?</h1>
      <p class="quiet">Choose what is true for each metric. The score is computed; a vector is never guessed.</p>
    </header>
    <form id="paste">
      <label for="pasted">Have a vector already?</label>
      <div class="actions">
        <input type="text" id="pasted" autocomplete="off" spellcheck="false" aria-describedby="refused" />
        <button type="submit">Use this vector</button>
      </div>
      <p class="wrong" id="refused" role="alert"></p>
    </form>
    <form id="rating">
      <fieldset>
        <legend>Version</legend>
        <div class="choices">${versions}</div>
      </fieldset>
      ${RATED_VERSIONS.map(versionSection)}
      <div class="result">
        <div role="status">
          <p class="score" id="score"></p>
          <p id="state"></p>
        </div>
        <p><code id="vector"></code></p>
        <div class="choices">
          <label><input type="checkbox" id="label" /><span id="labelWords"></span></label>
        </div>
        <div class="actions">
          <button type="button" class="primary" id="write" aria-describedby="state">Write to the advisory</button>
          <button type="button" id="again">Back to what the advisory says</button>
        </div>
      </div>
    </form>
  `;
}

function versionSection(version: RatedVersion): Html {
  const words = metricWords(version);
  const groups = [...new Set(words.map(({ group }) => group))].map((group) => {
    const metrics = words.filter((one) => one.group === group).map((one) => metric(version, one));
    return group === "base"
      ? html`<h2>${GROUPS[group]}</h2>
          ${metrics}`
      : html`<details>
          <summary>${GROUPS[group]}</summary>
          ${metrics}
        </details>`;
  });
  return html`<section data-version="${version}" aria-label="CVSS ${version}" hidden>${groups}</section>`;
}

function metric(version: RatedVersion, { metric, name, values }: MetricWords): Html {
  const choices = Object.entries(values).map(
    ([value, words]) =>
      html`<label><input type="radio" name="${version}/${metric}" value="${value}" />${words}</label>`,
  );
  return html`<fieldset class="metric">
    <legend>${name} <span class="quiet">${metric}</span></legend>
    <div class="choices">${choices}</div>
  </fieldset>`;
}
