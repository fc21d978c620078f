// Decides what the composer suggests; knows nothing of the DOM.

import { isBot, personDetail, state, userName } from "./store.js";

/** The words a usage hint offers first: "[me|team [name]|help]" gives me, team, help. */
export function subcommands(hint) {
  if (!hint?.includes("|")) return [];
  const words = hint.replace(/[[\]<>()]/g, " ").split("|").map((part) => part.trim().split(/\s+/));
  return words.filter(([first]) => /^[a-z][\w-]*$/.test(first)).map(([first, ...rest]) => ({ word: first, rest: rest.join(" ") }));
}

function commands(text) {
  const items = state.app.commands.filter((one) => one.command.startsWith(text))
    .map((one) => ({ label: one.command, hint: one.usage_hint, detail: one.description, insert: `${one.command} ` }));
  return { items, first: 0 };
}

function words(text, command) {
  const typed = text.slice(command.command.length + 1);
  const items = subcommands(command.usage_hint).filter(({ word }) => word.startsWith(typed))
    .map(({ word, rest }) => ({ label: word, hint: rest, detail: "", insert: `${command.command} ${word}` }));
  const done = items.length === 1 && items[0].label === typed;
  // Nothing typed yet: Enter sends the bare command, so no item is chosen.
  return { items: done ? [] : items, first: typed ? 0 : -1 };
}

function people(text, start) {
  const wanted = start.toLowerCase();
  const items = [...state.users.values()].filter((user) => !isBot(user.id) && `${userName(user.id)} ${user.name}`.toLowerCase().split(/\s+/).some((part) => part.startsWith(wanted)))
    .slice(0, 6)
    .map((user) => ({ label: userName(user.id), detail: personDetail(user), mention: user.id, insert: `${text.slice(0, text.length - start.length)}${userName(user.id)} ` }));
  return { items, first: 0 };
}

/** `text` is what stands before the caret. Returns {items, first}: first is the highlighted one, -1 for none. */
export function suggestions(text) {
  if (/^\/\S*$/.test(text)) return commands(text);
  const at = text.match(/(?:^|\s)@(\p{L}*)$/u);
  if (at) return people(text, at[1]);
  const command = state.app.commands.find((one) => text.startsWith(`${one.command} `));
  if (command && /^\S+ \S*$/.test(text)) return words(text, command);
  return { items: [], first: -1 };
}
