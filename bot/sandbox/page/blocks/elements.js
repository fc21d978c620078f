// Interactive elements: buttons and menus are drawn here, the others elsewhere; and the blocks that hold them.

import { arrowKeys, h, icon, popup, uid } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { choices, DATES, moment, textInput } from "./inputs.js";
import { busy, focusKey, tell } from "./press.js";
import { multiSelect, peopleSelect, select } from "./select.js";

function button(item, block, context) {
  const style = { primary: "primary", danger: "danger" }[item.style] || "";
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${style}`,
      "aria-label": item.accessibility_label || null,
      "data-focus": focusKey(item, block),
      onclick: () =>
        busy(node, () => {
          if (/^https?:\/\//.test(item.url || "")) window.open(item.url, "_blank", "noopener");
          return tell(item, block, context, { text: item.text, value: item.value });
        }),
    },
    plain(item.text),
    item.url && h("span", { class: "hidden" }, " (opens a new tab)"),
  );
  return node;
}

function overflow(item, block, context) {
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button bordered",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-focus": focusKey(item, block),
      onclick: () => {
        const menu = h(
          "div",
          { role: "menu", "aria-label": "More actions", class: "menu" },
          item.options.map((option) =>
            h(
              "button",
              {
                type: "button",
                role: "menuitem",
                onclick: () => {
                  menu.hidePopover();
                  if (/^https?:\/\//.test(option.url || "")) window.open(option.url, "_blank", "noopener");
                  tell(item, block, context, { selected_option: option });
                },
              },
              plain(option.text),
              option.description && h("span", { class: "muted" }, plain(option.description)),
            ),
          ),
        );
        arrowKeys(menu, "[role=menuitem]");
        popup(node, menu).querySelector("button").focus();
      },
    },
    icon("dots"),
  );
  return node;
}

/** Draws any interactive element of `block`. */
export function element(item, block, context) {
  if (["button", "workflow_button", "icon_button"].includes(item.type)) return button(item, block, context);
  if (item.type === "overflow") return overflow(item, block, context);
  if (/(text_input|number_input)$/.test(item.type)) return textInput(item, block, context);
  if (item.type === "checkboxes" || item.type === "radio_buttons") return choices(item, block, context);
  if (DATES[item.type]) return moment(item, block, context);
  if (item.type === "static_select" || item.type === "external_select") return select(item, block, context);
  if (item.type.startsWith("multi_")) return multiSelect(item, block, context);
  if (item.type.endsWith("_select")) return peopleSelect(item, block, context);
  return h("span", { class: "note" }, `This page does not draw the element “${item.type}”.`);
}

export const actions = (block, context) =>
  h(
    "div",
    { class: "b-actions" },
    (block.elements || []).map((item) => element(item, block, context)),
  );

/** Feedback buttons become two plain buttons. */
export function contextActions(block, context) {
  const flat = (block.elements || []).flatMap((item) =>
    item.type !== "feedback_buttons"
      ? [item]
      : [item.positive_button, item.negative_button].map((one) => ({
          ...one,
          type: "button",
          action_id: item.action_id,
        })),
  );
  return actions({ ...block, elements: flat }, context);
}

/** An input block: label, element, hint and, after a refused submit, its error. */
export function input(block, context) {
  const [id, labelId, hintId, errorId] = [uid("input"), uid("label"), uid("hint"), uid("error")];
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element?.type);
  const described = [block.hint && hintId, errorId].filter(Boolean).join(" ");
  const inner = {
    ...context,
    labelId,
    label: { id, "aria-describedby": described, "aria-required": block.optional ? null : "true" },
  };
  return h(
    "div",
    { class: "b-input" },
    h(
      grouped ? "div" : "label",
      { id: labelId, for: grouped ? null : id, class: "label" },
      plain(block.label),
      block.optional && h("span", { class: "muted" }, " (optional)"),
    ),
    element(block.element, block, inner),
    block.hint && h("p", { class: "hint", id: hintId }, plain(block.hint)),
    h("p", { class: "field-error", id: errorId, "data-error": block.block_id, hidden: true }),
  );
}
