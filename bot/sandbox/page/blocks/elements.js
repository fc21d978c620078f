// Interactive elements other than selects: buttons, overflow menus, text inputs, choices, dates.

import { arrowKeys, h, icon, popup, uid } from "../dom.js";
import { plain, textNodes } from "../mrkdwn.js";
import { state } from "../store.js";
import { unixOfWallTime, wallTime } from "../time.js";
import { confirmation } from "../dialogs.js";
import { multiSelect, peopleSelect, select } from "./select.js";

/** Asks first when the element carries a confirmation, then tells the surface. */
export async function tell(item, block, context, payload) {
  if (item.confirm && !(await confirmation(item.confirm))) return false;
  return context.change(block, item, payload);
}

/** Keeps a button from being pressed twice while its first press is under way. */
async function busy(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

const focusKey = (item, block) => `${block.block_id}/${item.action_id || item.type}/${item.value || ""}`;

function button(item, block, context) {
  const style = { primary: "primary", danger: "danger" }[item.style] || "";
  const node = h("button", { type: "button", class: `button ${style}`, "aria-label": item.accessibility_label || null,
    "data-focus": focusKey(item, block),
    onclick: () => busy(node, () => {
      if (/^https?:\/\//.test(item.url || "")) window.open(item.url, "_blank", "noopener");
      return tell(item, block, context, { text: item.text, value: item.value });
    }) }, plain(item.text), item.url && h("span", { class: "hidden" }, " (opens a new tab)"));
  return node;
}

function overflow(item, block, context) {
  const node = h("button", { type: "button", class: "icon-button bordered", "aria-label": "More actions", "aria-haspopup": "menu",
    "aria-expanded": "false", "data-focus": focusKey(item, block), onclick: () => {
      const menu = h("div", { role: "menu", "aria-label": "More actions", class: "menu" }, item.options.map((option) =>
        h("button", { type: "button", role: "menuitem", onclick: () => {
          menu.hidePopover();
          if (/^https?:\/\//.test(option.url || "")) window.open(option.url, "_blank", "noopener");
          tell(item, block, context, { selected_option: option });
        } }, plain(option.text), option.description && h("span", { class: "muted" }, plain(option.description)))));
      arrowKeys(menu, "[role=menuitem]");
      popup(node, menu).querySelector("button").focus();
    } }, icon("dots"));
  return node;
}

/** Text, e-mail, URL and number inputs; Enter tells the app where the block asks for it. */
function textInput(item, block, context) {
  const kind = { email_text_input: "email", url_text_input: "url", number_input: "text" }[item.type] || "text";
  const long = item.multiline || item.type === "rich_text_input";
  const wrap = (text) => (item.type === "rich_text_input"
    ? { rich_text_value: { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } }
    : { value: text || null });
  const typed = (event) => context.record?.(block, item, wrap(event.target.value));
  const start = item.initial_value?.elements ? "" : item.initial_value ?? "";
  const node = h(long ? "textarea" : "input", { ...context.label, type: long ? null : kind, rows: long ? 4 : null,
    inputmode: item.type === "number_input" ? "decimal" : null, class: "field-input", placeholder: plain(item.placeholder) || null,
    maxlength: item.max_length, value: start, "data-focus": focusKey(item, block), oninput: typed,
    onkeydown: (event) => {
      if (event.key !== "Enter" || long || (context.modal && !block.dispatch_action)) return;
      event.preventDefault();
      tell(item, block, context, wrap(node.value));
    } });
  context.record?.(block, item, wrap(start));
  return node;
}

/** Radio buttons and checkboxes as one labelled group. */
function choices(item, block, context) {
  const many = item.type === "checkboxes";
  const name = uid("choice");
  const start = (many ? item.initial_options : [item.initial_option].filter(Boolean)) || [];
  const chosen = new Set(start.map((option) => option.value));
  const payload = () => {
    const picked = item.options.filter((option) => chosen.has(option.value));
    return many ? { selected_options: picked } : { selected_option: picked[0] || null };
  };
  context.record?.(block, item, payload());
  return h("div", { role: many ? "group" : "radiogroup", class: "choices", ...(context.label ? { "aria-labelledby": context.labelId } : { "aria-label": "Choices" }) },
    item.options.map((option) => h("label", { class: "choice" },
      h("input", { type: many ? "checkbox" : "radio", name, checked: chosen.has(option.value), "data-focus": `${focusKey(item, block)}${option.value}`,
        onchange: (event) => {
          if (!many) chosen.clear();
          chosen[event.target.checked ? "add" : "delete"](option.value);
          tell(item, block, context, payload());
        } }),
      h("span", {}, textNodes(option.text), option.description && h("span", { class: "muted block" }, textNodes(option.description))))));
}

const DATES = {
  datepicker: { type: "date", first: (item) => item.initial_date || "", told: (text) => ({ selected_date: text || null }) },
  timepicker: { type: "time", first: (item) => item.initial_time || "", told: (text) => ({ selected_time: text || null }) },
  datetimepicker: {
    type: "datetime-local",
    first: (item) => (item.initial_date_time ? wallTime(item.initial_date_time, state.zone) : ""),
    told: (text) => ({ selected_date_time: text ? unixOfWallTime(text.slice(0, 16), state.zone) : null }),
  },
};

function moment(item, block, context) {
  const kind = DATES[item.type];
  const label = context.label || { "aria-label": plain(item.placeholder) || (kind.type === "time" ? "Time" : "Date") };
  context.record?.(block, item, kind.told(kind.first(item)));
  return h("input", { ...label, type: kind.type, class: "field-input moment", value: kind.first(item), "data-focus": focusKey(item, block),
    onchange: (event) => tell(item, block, context, kind.told(event.target.value)) });
}

/** Draws any interactive element of `block`. */
export function element(item, block, context) {
  if (["button", "workflow_button", "icon_button"].includes(item.type)) return button(item, block, context);
  if (item.type === "overflow") return overflow(item, block, context);
  if (/(text_input|number_input)$/.test(item.type)) return textInput(item, block, context);
  if (item.type === "checkboxes" || item.type === "radio_buttons") return choices(item, block, context);
  if (DATES[item.type]) return moment(item, block, context);
  if (item.type === "static_select" || item.type === "external_select") return select(item, block, context, tell);
  if (item.type.startsWith("multi_")) return multiSelect(item, block, context, tell);
  if (item.type.endsWith("_select")) return peopleSelect(item, block, context, tell);
  return h("span", { class: "note" }, `This page does not draw the element “${item.type}”.`);
}

export const actions = (block, context) => h("div", { class: "b-actions" }, (block.elements || []).map((item) => element(item, block, context)));

/** Feedback buttons become two plain buttons. */
export function contextActions(block, context) {
  const flat = (block.elements || []).flatMap((item) => (item.type !== "feedback_buttons" ? [item]
    : [item.positive_button, item.negative_button].map((one) => ({ ...one, type: "button", action_id: item.action_id }))));
  return actions({ ...block, elements: flat }, context);
}

/** An input block: label, element, hint and, after a refused submit, its error. */
export function input(block, context) {
  const [id, labelId, hintId, errorId] = [uid("input"), uid("label"), uid("hint"), uid("error")];
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element?.type);
  const described = [block.hint && hintId, errorId].filter(Boolean).join(" ");
  const inner = { ...context, labelId, label: { id, "aria-describedby": described, "aria-required": block.optional ? null : "true" } };
  return h("div", { class: "b-input" },
    h(grouped ? "div" : "label", { id: labelId, for: grouped ? null : id, class: "label" }, plain(block.label),
      block.optional && h("span", { class: "muted" }, " (optional)")),
    element(block.element, block, inner),
    block.hint && h("p", { class: "hint", id: hintId }, plain(block.hint)),
    h("p", { class: "field-error", id: errorId, "data-error": block.block_id, hidden: true }));
}
