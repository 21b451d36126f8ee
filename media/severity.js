// The page shows and asks; vectors, scores and sentences come from the extension.
const editor = acquireVsCodeApi();
const form = document.getElementById("rating");
const paste = document.getElementById("paste");
const label = document.getElementById("label");
const part = (id) => document.getElementById(id);

function showVersion(version) {
  for (const section of form.querySelectorAll("[data-version]")) section.hidden = section.dataset.version !== version;
}

function chosen() {
  const data = new FormData(form);
  const version = data.get("version");
  const pairs = [...data].map(([name, value]) => [...name.split("/"), value]).filter(([of]) => of === version);
  return { version, pairs: pairs.map(([, metric, value]) => [metric, value]) };
}

/** Only what the extension itself changed: what is being chosen here is newer than any message. */
function choose({ version, choices }) {
  for (const input of form.querySelectorAll("input[type=radio]")) {
    const [of, metric] = input.name.split("/");
    input.checked = input.value === (metric === undefined ? version : (choices[of][metric] ?? "X"));
  }
  for (const group of form.querySelectorAll("details")) {
    if (group.querySelector("input:checked:not([value=X])")) group.open = true;
  }
  showVersion(version);
}

form.addEventListener("change", ({ target }) => {
  if (target === label) return editor.postMessage({ action: "label", withLabel: label.checked });
  const rating = chosen();
  showVersion(rating.version);
  editor.postMessage({ action: "rate", ...rating });
});
form.addEventListener("submit", (event) => event.preventDefault());
part("write").addEventListener("click", () => editor.postMessage({ action: "write" }));
part("again").addEventListener("click", () => editor.postMessage({ action: "again" }));
paste.addEventListener("submit", (event) => {
  event.preventDefault();
  editor.postMessage({ action: "paste", text: part("pasted").value });
});

window.addEventListener(
  "message",
  ({ data: { form: changed, taken, texts, offersLabel, withLabel, canWrite, differs } }) => {
    if (changed) choose(changed);
    for (const [id, text] of Object.entries(texts)) if (part(id).textContent !== text) part(id).textContent = text;
    part("pasted").setAttribute("aria-invalid", String(texts.refused !== ""));
    if (taken) part("pasted").value = "";
    label.closest("label").hidden = !offersLabel;
    label.checked = withLabel;
    part("write").disabled = !canWrite;
    part("again").disabled = !differs;
  },
);
editor.postMessage({ action: "ready" });
