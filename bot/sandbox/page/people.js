// Avatars, and the two searchable lists: who am I, and where to go.

import { h } from "./dom.js";
import { pick } from "./dialogs.js";
import { emit, isBot, personDetail, state, userName, visibleChannels } from "./store.js";

/** Initials on a colour derived from the id. */
export function avatar(id, size = "") {
  const name = userName(id);
  const hue = [...String(id)].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 3600, 7) % 12;
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0])
    .filter(Boolean);
  const text = (initials.length > 1 ? [initials[0], initials.at(-1)] : initials).join("").toUpperCase();
  return h("span", { class: `avatar hue-${hue} ${isBot(id) ? "bot" : ""} ${size}`, "aria-hidden": "true" }, text);
}

const people = () =>
  [...state.users.values()]
    .filter((user) => !isBot(user.id))
    .map((user) => ({
      id: user.id,
      label: userName(user.id),
      detail: personDetail(user),
      search: user.name,
      picture: () => avatar(user.id, "small"),
    }));

export const switchPerson = () =>
  pick({
    title: "Be another person",
    items: people(),
    current: state.me,
    onPick: ({ id }) => id !== state.me && emit("be", id),
  });

export function quickSwitch() {
  if (document.querySelector("dialog[open]")) return;
  const { mine, rest } = visibleChannels();
  const channels = [...mine, ...rest].map(({ id, name, topic }) => ({
    id,
    label: `#${name}`,
    detail: topic || "Channel",
  }));
  const app = { id: "app", label: state.app.name, detail: "App" };
  const persons = people().map((one) => ({ ...one, detail: `Be this person · ${one.detail}`, person: true }));
  pick({
    title: "Go to a channel or be a person",
    items: [...channels, app, ...persons],
    onPick: (item) => emit(item.person ? "be" : "go", item.id),
  });
}
