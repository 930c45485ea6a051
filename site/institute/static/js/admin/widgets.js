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
    }
  },
);

/* The form of an image draws its focal point with Jcrop, which tries whether the screen can be touched by
   means of an inline handler, unless it is told. Before the document is ready, for that is when it starts. */
addEventListener(
  "DOMContentLoaded",
  () => {
    if (window.jQuery?.Jcrop) window.jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;
  },
  { capture: true },
);
