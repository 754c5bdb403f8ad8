// The sample company's own script: that a form was begun is told once.
"use strict";

for (const form of document.querySelectorAll("form[data-form]"))
  form.addEventListener(
    "input",
    () => window.Dangol?.("track", "Form Started", { form_name: form.dataset.form }),
    { once: true },
  );
