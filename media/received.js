// The page shows and asks; it decides nothing. Buttons say what was pressed, the answer form keeps its draft.
const editor = acquireVsCodeApi();
const form = document.querySelector("form");

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-action]");
  if (button) editor.postMessage({ action: button.dataset.action, value: button.dataset.value });
});

if (form) {
  const draft = () => Object.fromEntries(new FormData(form));
  const button = form.querySelector("button.primary");
  const enable = () => {
    button.disabled = !draft().decision;
  };
  const changed = () => {
    enable();
    editor.postMessage({ action: "draft", value: JSON.stringify(draft()) });
  };
  // What was typed is kept by the extension, not by the editor, which would write it to the disk.
  window.addEventListener("message", ({ data: { decision, message } }) => {
    const chosen = decision && form.querySelector(`input[value="${CSS.escape(decision)}"]`);
    if (chosen) chosen.checked = true;
    if (message) form.elements.namedItem("message").value = message;
    enable();
  });
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    editor.postMessage({ action: "answer", value: JSON.stringify(draft()) });
  });
  enable();
  editor.postMessage({ action: "ready" });
}
