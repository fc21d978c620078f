// Elements that take something in: texts, choices, dates and times.

import { h, uid } from "../dom.js";
import { plain, textNodes } from "../mrkdwn.js";
import { state } from "../store.js";
import { unixOfWallTime, wallTime } from "../time.js";
import { focusKey, tell } from "./press.js";

/** Text, e-mail, URL and number inputs; Enter tells the app where the block asks for it. */
export function textInput(item, block, context) {
  const kind = { email_text_input: "email", url_text_input: "url", number_input: "text" }[item.type] || "text";
  const long = item.multiline || item.type === "rich_text_input";
  const wrap = (text) =>
    item.type === "rich_text_input"
      ? {
          rich_text_value: {
            type: "rich_text",
            elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
          },
        }
      : { value: text || null };
  const typed = (event) => context.record?.(block, item, wrap(event.target.value));
  const start = item.initial_value?.elements ? "" : (item.initial_value ?? "");
  const node = h(long ? "textarea" : "input", {
    ...context.label,
    type: long ? null : kind,
    rows: long ? 4 : null,
    inputmode: item.type === "number_input" ? "decimal" : null,
    class: "field-input",
    placeholder: plain(item.placeholder) || null,
    maxlength: item.max_length,
    value: start,
    "data-focus": focusKey(item, block),
    oninput: typed,
    onkeydown: (event) => {
      if (event.key !== "Enter" || long || (context.modal && !block.dispatch_action)) return;
      event.preventDefault();
      tell(item, block, context, wrap(node.value));
    },
  });
  context.record?.(block, item, wrap(start));
  return node;
}

/** Radio buttons and checkboxes as one labelled group. */
export function choices(item, block, context) {
  const many = item.type === "checkboxes";
  const name = uid("choice");
  const start = (many ? item.initial_options : [item.initial_option].filter(Boolean)) || [];
  const chosen = new Set(start.map((option) => option.value));
  const payload = () => {
    const picked = item.options.filter((option) => chosen.has(option.value));
    return many ? { selected_options: picked } : { selected_option: picked[0] || null };
  };
  context.record?.(block, item, payload());
  return h(
    "div",
    {
      role: many ? "group" : "radiogroup",
      class: "choices",
      ...(context.label ? { "aria-labelledby": context.labelId } : { "aria-label": "Choices" }),
    },
    item.options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: many ? "checkbox" : "radio",
          name,
          checked: chosen.has(option.value),
          "data-focus": `${focusKey(item, block)}${option.value}`,
          onchange: (event) => {
            if (!many) chosen.clear();
            chosen[event.target.checked ? "add" : "delete"](option.value);
            tell(item, block, context, payload());
          },
        }),
        h(
          "span",
          {},
          textNodes(option.text),
          option.description && h("span", { class: "muted block" }, textNodes(option.description)),
        ),
      ),
    ),
  );
}

export const DATES = {
  datepicker: {
    type: "date",
    first: (item) => item.initial_date || "",
    told: (text) => ({ selected_date: text || null }),
  },
  timepicker: {
    type: "time",
    first: (item) => item.initial_time || "",
    told: (text) => ({ selected_time: text || null }),
  },
  datetimepicker: {
    type: "datetime-local",
    first: (item) => (item.initial_date_time ? wallTime(item.initial_date_time, state.zone) : ""),
    told: (text) => ({ selected_date_time: text ? unixOfWallTime(text.slice(0, 16), state.zone) : null }),
  },
};

export function moment(item, block, context) {
  const kind = DATES[item.type];
  const label = context.label || { "aria-label": plain(item.placeholder) || (kind.type === "time" ? "Time" : "Date") };
  context.record?.(block, item, kind.told(kind.first(item)));
  return h("input", {
    ...label,
    type: kind.type,
    class: "field-input moment",
    value: kind.first(item),
    "data-focus": focusKey(item, block),
    onchange: (event) => tell(item, block, context, kind.told(event.target.value)),
  });
}
