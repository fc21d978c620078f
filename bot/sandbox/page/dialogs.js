// Small dialogs: a searchable list to pick from, and a confirmation. Native dialogs trap and return focus.

import { byId, h, icon, uid } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";

const MOST = 50;

/** Opens `node` as a modal dialog that leaves the page when it closes. */
export function openDialog(node) {
  const before = document.activeElement;
  document.body.append(node);
  node.addEventListener("close", () => {
    node.remove();
    (before?.isConnected ? before : byId("composer-text")).focus();
  });
  node.showModal();
  return node;
}

function matching(items, text) {
  const wanted = text.trim().toLowerCase().replace(/^[#@]/, "").split(/\s+/);
  const score = (item) => {
    const label = item.label.toLowerCase().replace(/^[#@]/, "");
    const all = `${label} ${item.detail || ""} ${item.search || ""}`.toLowerCase();
    if (!wanted.every((word) => all.includes(word))) return -1;
    return label.startsWith(wanted[0]) ? 2 : label.includes(wanted[0]) ? 1 : 0;
  };
  return items
    .map((item) => [score(item), item])
    .filter(([n]) => n >= 0)
    .sort((a, b) => b[0] - a[0])
    .map(([, item]) => item);
}

/** A searchable list: items are {id, label, detail?, search?, picture?}; `onPick` gets the chosen one. */
export function pick({ title, items, onPick, current }) {
  const [listId, titleId] = [uid("list"), uid("title")];
  const list = h("ul", { id: listId, role: "listbox", class: "pick-list", "aria-label": title });
  const count = h("p", { class: "muted pick-count", role: "status" });
  let shown = [];
  let at = 0;
  const choose = (item) => {
    dialog.close();
    onPick(item);
  };
  const move = (to) => {
    at = Math.max(0, Math.min(shown.length - 1, to));
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    const row = list.children[at];
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  };
  const filter = () => {
    const found = matching(items, input.value);
    shown = found.slice(0, MOST);
    list.replaceChildren(
      ...shown.map((item) =>
        h(
          "li",
          { role: "option", id: uid("option"), onclick: () => choose(item) },
          item.picture?.(),
          h("span", { class: "pick-label" }, item.label, item.id === current && h("span", { class: "tag" }, "current")),
          item.detail && h("span", { class: "muted" }, item.detail),
        ),
      ),
    );
    count.textContent =
      found.length > MOST ? `${found.length} found, the first ${MOST} shown` : `${found.length} found`;
    move(0);
  };
  const input = h("input", {
    class: "field-input",
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "aria-label": title,
    placeholder: "Type a name",
    autocomplete: "off",
    oninput: filter,
    onkeydown: (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) move(at + step);
      else if (event.key === "Enter" && shown[at]) choose(shown[at]);
      else return;
      event.preventDefault();
    },
  });
  const dialog = h(
    "dialog",
    { class: "dialog pick", "aria-labelledby": titleId },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: titleId }, title),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    input,
    count,
    list,
  );
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  openDialog(dialog);
  filter();
  input.focus();
}

/** Shows a Block Kit confirmation object; resolves to whether the person said yes. */
export function confirmation(object) {
  return new Promise((resolve) => {
    const titleId = uid("title");
    const no = h(
      "button",
      { type: "button", class: "button", onclick: () => dialog.close() },
      plain(object.deny) || "Cancel",
    );
    const yes = h(
      "button",
      {
        type: "button",
        class: `button ${object.style === "danger" ? "danger" : "primary"}`,
        onclick: () => dialog.close("yes"),
      },
      plain(object.confirm) || "Yes",
    );
    const dialog = h(
      "dialog",
      { class: "dialog confirm", "aria-labelledby": titleId },
      h("div", { class: "dialog-head" }, h("h2", { id: titleId }, plain(object.title))),
      h("div", { class: "dialog-body text" }, textNodes(object.text)),
      h("div", { class: "dialog-foot" }, no, yes),
    );
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
    openDialog(dialog);
    no.focus();
  });
}
