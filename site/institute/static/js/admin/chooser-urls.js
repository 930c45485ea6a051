// The addresses that wagtail-localize's form asks for pictures, documents and pages.
window.chooserUrls ??= { ...document.currentScript.dataset };
