// Select menus: one option, one person or channel from a searchable list, or several.

import { h, icon, popup, uid } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { isBot, personDetail, state, userName, visibleChannels } from "../store.js";
import { pick } from "../dialogs.js";
import { tell } from "./press.js";

const groupsOf = (item) => item.option_groups || [{ options: item.options || [] }];

const mark = (item, block) => `${block.block_id}/${item.action_id}`;

const labelled = (item, context, fallback) => context.label || { "aria-label": plain(item.placeholder) || fallback };

/** A button that stands for a select is called by its label and what is chosen. */
const named = ({ label, labelId }, shown) =>
  label
    ? { id: label.id, "aria-describedby": label["aria-describedby"], "aria-labelledby": `${labelId} ${shown.id}` }
    : {};

/** A native select: quick, and known to every screen reader. */
export function select(item, block, context) {
  const options = groupsOf(item).flatMap((group) => group.options);
  const first = options.findIndex((option) => option.value === item.initial_option?.value);
  let index = -1;
  const one = (option) => {
    index += 1;
    return h("option", { value: String(index), selected: index === first }, plain(option.text));
  };
  const told = (n) => ({ selected_option: options[n] || null });
  context.record?.(block, item, told(first));
  return h(
    "select",
    {
      ...labelled(item, context, "Choose"),
      class: "field-input select",
      "data-focus": mark(item, block),
      onchange: (event) =>
        tell(item, block, context, told(event.target.value === "" ? -1 : Number(event.target.value))),
    },
    h("option", { value: "", selected: first < 0 }, plain(item.placeholder) || "Choose an option"),
    groupsOf(item).map((group) =>
      group.label ? h("optgroup", { label: plain(group.label) }, group.options.map(one)) : group.options.map(one),
    ),
  );
}

const people = () =>
  [...state.users.values()]
    .filter((user) => !isBot(user.id))
    .map((user) => ({ id: user.id, label: userName(user.id), detail: personDetail(user) }));

const channels = () => {
  const { mine, rest } = visibleChannels();
  return [...mine, ...rest].map((channel) => ({
    id: channel.id,
    label: `#${channel.name}`,
    detail: channel.topic || "",
  }));
};

/** What a select of this type chooses from, and the payload's key. */
function sourceOf(type) {
  if (type.includes("users")) return { list: people(), key: "selected_user", start: "initial_user", word: "person" };
  const key = type.includes("channels") ? "channel" : "conversation";
  return { list: channels(), key: `selected_${key}`, start: `initial_${key}`, word: "channel" };
}

/** users_select, channels_select and conversations_select: a button that opens a searchable list. */
export function peopleSelect(item, block, context) {
  const { list, key, start, word } = sourceOf(item.type);
  const shown = h("span", { id: uid("shown") });
  const show = (id) => {
    shown.textContent = list.find((one) => one.id === id)?.label || plain(item.placeholder) || `Choose a ${word}`;
  };
  show(item[start]);
  context.record?.(block, item, { [key]: item[start] || null });
  return h(
    "button",
    {
      type: "button",
      class: "field-input select like-select",
      ...named(context, shown),
      "aria-haspopup": "dialog",
      "data-focus": mark(item, block),
      onclick: () =>
        pick({
          title: `Choose a ${word}`,
          items: list,
          onPick: (one) => {
            show(one.id);
            tell(item, block, context, { [key]: one.id });
          },
        }),
    },
    shown,
    icon("down"),
  );
}

/** Any multi select: a button that opens a list of checkboxes with a filter. */
export function multiSelect(item, block, context) {
  const fixed = /static|external/.test(item.type);
  const source = fixed ? null : sourceOf(item.type);
  const list = fixed
    ? groupsOf(item)
        .flatMap((group) => group.options)
        .map((option) => ({ id: option.value, label: plain(option.text), option }))
    : source.list;
  const start = fixed ? (item.initial_options || []).map((option) => option.value) : item[`${source.start}s`] || [];
  const chosen = new Set(start);
  const told = () => {
    const picked = list.filter((one) => chosen.has(one.id));
    return fixed
      ? { selected_options: picked.map((one) => one.option) }
      : { [`${source.key}s`]: picked.map((one) => one.id) };
  };
  const shown = h("span", { id: uid("shown") });
  const show = () => {
    const names = list.filter((one) => chosen.has(one.id)).map((one) => one.label);
    shown.textContent =
      names.length > 3 ? `${names.length} chosen` : names.join(", ") || plain(item.placeholder) || "Choose";
  };
  show();
  context.record?.(block, item, told());
  const node = h(
    "button",
    {
      type: "button",
      class: "field-input select like-select",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      ...named(context, shown),
      "data-focus": mark(item, block),
      onclick: () =>
        openList(node, list, chosen, item.max_selected_items || Infinity, () => {
          show();
          tell(item, block, context, told());
        }),
    },
    shown,
    icon("down"),
  );
  return node;
}

function openList(anchor, list, chosen, most, changed) {
  const before = [...chosen].join();
  const rows = list.map((one) => ({
    one,
    row: h(
      "label",
      { class: "choice" },
      h("input", {
        type: "checkbox",
        checked: chosen.has(one.id),
        onchange: (event) => {
          chosen[event.target.checked ? "add" : "delete"](one.id);
          rows.forEach(({ one: other, row }) => {
            row.firstChild.disabled = chosen.size >= most && !chosen.has(other.id);
          });
        },
      }),
      h("span", {}, one.label),
    ),
  }));
  const filter = h("input", {
    type: "search",
    class: "field-input",
    placeholder: "Filter",
    "aria-label": "Filter the options",
    oninput: () =>
      rows.forEach(({ one, row }) => {
        row.hidden = !one.label.toLowerCase().includes(filter.value.toLowerCase());
      }),
  });
  const box = h(
    "div",
    { class: "menu multi", role: "dialog", "aria-label": "Choose several" },
    list.length > 7 && filter,
    h(
      "div",
      { class: "multi-list" },
      rows.map(({ row }) => row),
    ),
    h("button", { type: "button", class: "button primary", onclick: () => box.hidePopover() }, "Done"),
  );
  box.addEventListener("toggle", (event) => event.newState === "closed" && [...chosen].join() !== before && changed());
  popup(anchor, box).querySelector("input").focus();
}
