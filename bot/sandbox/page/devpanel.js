// The developer panel: the raw request log, and the blocks of a chosen message.

import { api } from "./api.js";
import { byId, h, icon, toast } from "./dom.js";
import { closePane, paneHead } from "./pane.js";
import { on, state } from "./store.js";
import { format } from "./time.js";

let chosen = null;
let tab = "log";

const pretty = (value) => h("pre", { tabindex: "0" }, JSON.stringify(value ?? null, null, 2));

function entry(one) {
  const out = one.direction === "to_slack";
  const bad = one.status >= 400 || one.response?.ok === false;
  const at = format(new Date(one.at), state.zone, { timeStyle: "medium" });
  const fill = (event) =>
    event.target.open &&
    event.target.children.length === 1 &&
    event.target.append(h("h4", {}, "Request"), pretty(one.request), h("h4", {}, "Response"), pretty(one.response));
  return h(
    "details",
    { class: "log-entry", ontoggle: fill },
    h(
      "summary",
      {},
      h("span", { class: "way" }, out ? "App → Slack" : "Slack → App"),
      h("code", {}, one.name),
      h(
        "span",
        { class: bad ? "bad" : "muted" },
        `${bad ? "✕ " : ""}${one.status ?? ""} · ${Math.round(one.duration_ms ?? 0)} ms · ${at}`,
      ),
    ),
  );
}

async function draw() {
  const pane = byId("devpanel");
  if (pane.hidden) return;
  const body = pane.querySelector(".dev-body");
  pane
    .querySelectorAll("[role=tab]")
    .forEach((node) => node.setAttribute("aria-selected", String(node.dataset.tab === tab)));
  if (tab === "blocks") {
    const { text, blocks, metadata, ts } = chosen || {};
    body.replaceChildren(
      chosen
        ? pretty({ ts, text, blocks, metadata })
        : h("p", { class: "muted" }, "Point at a message and press its ‹/› button."),
    );
    return;
  }
  const { entries } = await api.log(50);
  const open = new Set([...body.querySelectorAll("details[open]")].map((node) => node.dataset.key));
  body.replaceChildren(
    ...entries
      .sort((a, b) => b.n - a.n)
      .map((one) => {
        const node = entry(one);
        node.dataset.key = one.n;
        node.open = open.has(String(one.n));
        return node;
      }),
  );
  if (!entries.length) body.append(h("p", { class: "muted" }, "No requests yet."));
}

const safely = () => draw().catch((error) => toast(error.message));

function close() {
  closePane(byId("devpanel"));
  byId("dev-button").setAttribute("aria-expanded", "false");
}

function open() {
  const choice = (key, label) =>
    h(
      "button",
      { role: "tab", "data-tab": key, "aria-controls": "dev-body", onclick: () => ((tab = key), safely()) },
      label,
    );
  const pane = byId("devpanel");
  if (pane.hidden) {
    pane.replaceChildren(
      paneHead("Developer panel", close),
      h(
        "div",
        { class: "tabs", role: "tablist", "aria-label": "Developer panel" },
        choice("log", "Requests"),
        choice("blocks", "Blocks"),
      ),
      h("div", { class: "dev-body", id: "dev-body", role: "tabpanel", "aria-label": "Details" }),
    );
  }
  pane.hidden = false;
  byId("dev-button").setAttribute("aria-expanded", "true");
  safely();
}

export function startDevPanel() {
  byId("dev-button").append(icon("code"));
  byId("dev-button").onclick = () => (byId("devpanel").hidden ? open() : close());
  on("log", () => tab === "log" && safely());
  on("inspect", (message) => {
    chosen = message;
    tab = "blocks";
    open();
  });
}
