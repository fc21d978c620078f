// What the right-hand panes share: a head with a close button, and closing.

import { byId, h, icon } from "./dom.js";

/** Hides a pane; focus that was in it goes to the composer. */
export function closePane(pane) {
  const inside = pane.contains(document.activeElement);
  pane.hidden = true;
  pane.replaceChildren();
  if (inside) byId("composer-text")?.focus();
}

export const paneHead = (title, close) =>
  h(
    "div",
    { class: "pane-head" },
    h("h2", {}, title),
    h("button", { class: "icon-button", "aria-label": `Close ${title.toLowerCase()}`, onclick: close }, icon("close")),
  );
