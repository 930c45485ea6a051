/* Start the widgets of the admin's forms: what Wagtail does in inline scripts, which the
   Content-Security-Policy forbids. An element stands where the script stood, and is started at the
   same moment: as soon as it is in the document, before the code that put it there goes on. */

const CONSTRUCTORS = [
  "Chooser",
  "DocumentChooser",
  "ImageChooser",
  "InlinePanel",
  "MultipleChooserPanel",
  "PageChooser",
  "SnippetChooser",
];
const FUNCTIONS = ["createTaskChooser", "initDateChooser", "initDateTimeChooser", "initTimeChooser"];

customElements.define(
  "widget-start",
  class extends HTMLElement {
    connectedCallback() {
      const started = { new: this.dataset.new, call: this.dataset.call, arguments: JSON.parse(this.dataset.arguments) };
      // A row that is moved is not started again.
      this.remove();
      if (CONSTRUCTORS.includes(started.new)) new window[started.new](...started.arguments);
      else if (FUNCTIONS.includes(started.call)) window[started.call](...started.arguments);
      else throw new Error(`No widget is called ${started.new ?? started.call}.`);
      if (started.new === "MultipleChooserPanel") tickWhatIsChosen(...started.arguments);
    }
  },
);

/* In the window in which several things are chosen at once, tick what the form has already, so that nothing is chosen
   twice. Wagtail offers everything. */
function tickWhatIsChosen({ formsetPrefix, chooserFieldName }) {
  const tick = () => {
    const chosen = chosenValues(formsetPrefix, chooserFieldName);
    for (const choice of document.querySelectorAll(".modal-body input[data-multiple-choice-select]"))
      if (chosen.has(choice.value)) choice.checked = choice.disabled = true;
  };
  // The window is filled when its content has arrived, and again with each search and each page of results.
  const observer = new MutationObserver(tick);
  document.getElementById(`${formsetPrefix}-OPEN_MODAL`).addEventListener("click", () => {
    observer.observe(document.body, { childList: true, subtree: true });
    window.jQuery(document).one("hidden.bs.modal", () => observer.disconnect());
  });
}

function chosenValues(formsetPrefix, chooserFieldName) {
  const inputs = document.querySelectorAll(`[id^="${formsetPrefix}-"][id$="-${chooserFieldName}"]`);
  const kept = [...inputs].filter((input) => {
    const deletion = document.getElementById(input.id.slice(0, -chooserFieldName.length) + "DELETE");
    return deletion?.value !== "1";
  });
  return new Set(kept.map((input) => input.value).filter(Boolean));
}

/* The form of an image draws its focal point with Jcrop, which tries whether the screen can be touched by
   means of an inline handler, unless it is told. Before the document is ready, for that is when it starts. */
addEventListener(
  "DOMContentLoaded",
  () => {
    if (window.jQuery?.Jcrop) window.jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;
  },
  { capture: true },
);
