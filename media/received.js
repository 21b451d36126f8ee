// The page shows and asks; it decides nothing. Buttons say what was pressed, the answer form keeps its draft.
const editor = acquireVsCodeApi();
const form = document.querySelector("form");

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-action]");
  if (button) editor.postMessage({ action: button.dataset.action, value: button.dataset.value });
});

if (form) {
  const draft = () => Object.fromEntries(new FormData(form));
  const { decision, message } = editor.getState() ?? {};
  const chosen = decision && form.querySelector(`input[value="${CSS.escape(decision)}"]`);
  if (chosen) chosen.checked = true;
  if (message) form.elements.namedItem("message").value = message;

  const changed = () => {
    editor.setState(draft());
    form.querySelector("button.primary").disabled = !draft().decision;
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    editor.postMessage({ action: "answer", value: JSON.stringify(draft()) });
  });
  changed();
}
