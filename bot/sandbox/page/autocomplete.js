// Decides what the composer suggests; knows nothing of the DOM.

import { isBot, personDetail, state, userName } from "./store.js";

/** Splits at the bars that stand in no inner bracket: "a|b [c|d]" gives "a" and "b [c|d]". */
function alternatives(hint) {
  const parts = [""];
  let depth = 0;
  for (const letter of hint.trim().replace(/^\[(.*)\]$/, "$1")) {
    depth += "[<(".includes(letter) ? 1 : "]>)".includes(letter) ? -1 : 0;
    if (letter === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.length > 1 ? parts : [];
}

/** The words a usage hint offers: "[me|team [name]]" gives {word: "me", rest: ""}, {word: "team", rest: "[name]"}. */
export const subcommands = (hint) =>
  alternatives(hint || "")
    .map((part) => part.trim().match(/^([a-z][\w-]*)\s*(.*)$/))
    .filter(Boolean)
    .map(([, word, rest]) => ({ word, rest }));

function commands(text) {
  const items = state.app.commands
    .filter((one) => one.command.startsWith(text.toLowerCase()))
    .map((one) => ({ label: one.command, hint: one.usage_hint, detail: one.description, insert: `${one.command} ` }));
  return { items, first: 0 };
}

/** Follows the words typed so far into the usage hint, and offers what may come next. */
function words(text, command) {
  const typed = text.slice(command.command.length + 1).split(" ");
  const last = typed.pop();
  const hint = typed.reduce(
    (left, word) => subcommands(left).find((one) => one.word === word)?.rest || "",
    command.usage_hint,
  );
  const before = text.slice(0, text.length - last.length);
  const items = subcommands(hint)
    .filter(({ word }) => word.startsWith(last))
    .map(({ word, rest }) => ({ label: word, hint: rest, insert: before + word }));
  const done = items.length === 1 && items[0].label === last;
  // Nothing typed yet: Enter sends what is there, so no item is chosen.
  return { items: done ? [] : items, first: last ? 0 : -1 };
}

/** People by the start of any of their names; the workspace itself turns @ana into a mention. */
function people(text, start) {
  const fits = (user) =>
    `${userName(user.id)} ${user.name}`
      .toLowerCase()
      .split(/\s+/)
      .some((part) => part.startsWith(start.toLowerCase()));
  const items = [...state.users.values()]
    .filter((user) => !isBot(user.id) && fits(user))
    .slice(0, 6)
    .map((user) => ({
      label: userName(user.id),
      detail: personDetail(user),
      insert: `${text.slice(0, text.length - start.length)}${user.name} `,
    }));
  return { items, first: 0 };
}

/** `text` is what stands before the caret. Returns {items, first}: first is the highlighted one, -1 for none. */
export function suggestions(text) {
  if (/^\/\S*$/.test(text)) return commands(text);
  const at = text.match(/(?:^|\s)@([\p{L}.]*)$/u);
  if (at) return people(text, at[1]);
  const command = state.app.commands.find((one) => text.startsWith(`${one.command} `));
  return command ? words(text, command) : { items: [], first: -1 };
}
