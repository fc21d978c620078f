// The left sidebar: channels, direct messages, the app, and who the viewer is.

import { arrowKeys, byId, h, icon } from "./dom.js";
import { avatar, switchPerson } from "./people.js";
import { appDm, emit, on, state, userName, visibleChannels } from "./store.js";

function entry(id, picture, label, here) {
  const fresh = state.unread.has(id) && !here;
  return h(
    "li",
    {},
    h(
      "button",
      {
        class: fresh ? "place fresh" : "place",
        "data-place": id,
        "aria-current": here ? "page" : null,
        onclick: () => emit("go", id),
      },
      picture,
      h("span", { class: "name" }, label),
      fresh && h("span", { class: "dot" }, h("span", { class: "hidden" }, "unread")),
    ),
  );
}

const channelEntry = (channel) =>
  entry(channel.id, icon(channel.is_private ? "lock" : "hash"), channel.name, state.place.id === channel.id);

const group = (title, items) => items.length > 0 && [h("h2", {}, title), h("ul", {}, items)];

function draw() {
  const box = byId("sidebar");
  const focus = box.contains(document.activeElement) && document.activeElement.dataset.place;
  const { mine, rest } = visibleChannels();
  const dms = state.dms.map((dm) => entry(dm.id, avatar(dm.user, "tiny"), userName(dm.user), state.place.id === dm.id));
  const more = rest.some((channel) => channel.id === state.place.id) || box.querySelector("details")?.open;
  const app = entry("app", avatar(state.app.bot_user_id, "tiny"), state.app.name, state.place.kind === "home");
  const places = h(
    "div",
    { class: "places" },
    group("Channels", mine.map(channelEntry)),
    rest.length > 0 &&
      h(
        "details",
        { open: more },
        h("summary", {}, `More channels (${rest.length})`),
        h("ul", {}, rest.map(channelEntry)),
      ),
    group("Direct messages", dms),
    group("Apps", [app]),
  );
  arrowKeys(places, ".place, summary");
  box.replaceChildren(
    h("div", { class: "workspace" }, state.workspace.name || "Workspace"),
    places,
    h(
      "button",
      { class: "whoami", id: "person-button", "aria-haspopup": "dialog", onclick: switchPerson },
      avatar(state.me),
      h(
        "span",
        { class: "name" },
        h("span", { class: "hidden" }, "You are "),
        h("strong", {}, userName(state.me)),
        h("span", { class: "sub" }, "Switch person"),
      ),
      icon("swap"),
    ),
  );
  if (focus) box.querySelector(`[data-place="${CSS.escape(focus)}"]`)?.focus();
}

/** The name, topic and tabs above the messages. */
function heading() {
  const { kind, id } = state.place;
  const channel = state.channels.find((one) => one.id === id);
  const dm = state.dms.find((one) => one.id === id);
  const isApp = kind === "home" || (id && id === appDm());
  const name = isApp ? state.app.name : channel?.name || userName(dm?.user);
  const sub = channel
    ? [channel.members && `${channel.members.length} members`, channel.topic].filter(Boolean).join(" · ")
    : isApp
      ? "App"
      : "";
  byId("heading").replaceChildren(
    h(
      "h1",
      {},
      channel
        ? icon(channel.is_private ? "lock" : "hash", 18)
        : avatar(isApp ? state.app.bot_user_id : dm?.user, "tiny"),
      name,
    ),
    h("span", { class: "muted topic" }, sub),
  );
  document.title = `${name} – ${state.workspace.name || "Workspace"}`;
  const tabs = byId("tabs");
  tabs.hidden = !isApp || !state.app.home_enabled;
  const tab = (key, label, target, chosen) =>
    h(
      "button",
      {
        role: "tab",
        id: `tab-${key}`,
        "aria-selected": String(chosen),
        tabindex: chosen ? "0" : "-1",
        "aria-controls": key === "home" ? "home" : "log",
        onclick: () => emit("go", target),
        onkeydown: (event) =>
          /^Arrow(Left|Right)$/.test(event.key) &&
          (emit("go", chosen && key === "home" ? appDm() : "app"), tabs.querySelector("[aria-selected=true]").focus()),
      },
      label,
    );
  tabs.replaceChildren(
    tab("home", "Home", "app", kind === "home"),
    tab("messages", "Messages", appDm(), kind !== "home"),
  );
  const banner = byId("banner");
  banner.hidden = state.app.connected !== false;
  banner.textContent = `${state.app.name} is not connected: commands and buttons will not be answered until it runs.`;
}

export function startSidebar() {
  const drawer = (open) => {
    byId("sidebar").classList.toggle("open", open);
    byId("scrim").hidden = !open;
    byId("menu-button").setAttribute("aria-expanded", String(open));
    if (open) byId("sidebar").querySelector("[aria-current], .place")?.focus();
  };
  byId("menu-button").append(icon("menu"));
  byId("menu-button").onclick = () => drawer(!byId("sidebar").classList.contains("open"));
  byId("scrim").onclick = () => drawer(false);
  byId("sidebar").onkeydown = (event) => {
    if (event.key !== "Escape" || byId("scrim").hidden) return;
    drawer(false);
    byId("menu-button").focus();
  };
  on("place", () => (drawer(false), draw(), heading()));
  on("state", () => (draw(), heading()));
  on("unread", draw);
}
