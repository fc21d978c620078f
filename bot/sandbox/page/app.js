// Starts the page, keeps the address in step with the place, and spreads live updates.

import { api, listen } from "./api.js";
import { byId, icon, say, toast } from "./dom.js";
import { startClock } from "./clock.js";
import { focusComposer, startComposer } from "./composer.js";
import { startDevPanel } from "./devpanel.js";
import { showMessages, startMessages } from "./messages.js";
import { quickSwitch } from "./people.js";
import { startSidebar } from "./sidebar.js";
import { appDm, canOpen, emit, firstPlace, on, state, takeNow, takeState, userName } from "./store.js";
import { showThread, startThread } from "./thread.js";
import { dropModal, openHome, showViews } from "./views.js";

let stopListening = () => {};

const guarded = (work) => work().catch((error) => toast(error.message));

/** Many events in a burst become one look at the server. */
function soon(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => ((waiting = false), guarded(work)), 30);
  };
}

const refreshMessages = soon(async () => {
  await showMessages();
  if (state.thread) await showThread();
});
const refreshViews = soon(showViews);
const refreshLog = soon(async () => emit("log"));
const refreshState = soon(async () => {
  takeState(await api.state(state.me));
  emit("state");
});

function go(id) {
  const home = id === "app" && state.app.home_enabled;
  const target = id === "app" ? appDm() : id;
  if (!home && !(target && canOpen(target))) return toast("You cannot open this conversation.");
  state.place = home ? { kind: "home", id: null } : { kind: "channel", id: target };
  state.unread.delete(target);
  byId("home").hidden = !home;
  byId("log").hidden = home;
  byId("to-newest").hidden = true;
  history.replaceState(null, "", `?as=${encodeURIComponent(state.me)}#${home ? "app" : target}`);
  emit("place");
  guarded(home ? openHome : showMessages);
  if (!home) focusComposer();
  return null;
}

/** The time, and the days that messages speak of. */
async function showNow() {
  takeNow((await api.clock()).now);
  refreshMessages();
}

function heard(event) {
  if (event.kind === "message" && event.channel && event.channel !== state.place.id) {
    state.unread.add(event.channel);
    emit("unread");
    if (!canOpen(event.channel)) refreshState();
  } else if (event.kind === "message") refreshMessages();
  else if (event.kind === "view" || event.kind === "home") refreshViews();
  else if (event.kind === "clock") guarded(showNow);
  else if (event.kind === "app") refreshState();
  refreshLog();
}

/** Becomes a person: their channels, zone, messages and live line. */
async function be(id) {
  takeState(await api.state(id));
  dropModal();
  state.thread = null;
  state.unread.clear();
  stopListening();
  let lost = false;
  stopListening = listen(state.me, heard, (alive) => {
    const notice = byId("reconnecting");
    notice.hidden = alive;
    notice.textContent = alive ? "" : "Reconnecting…";
    if (alive && lost) refreshAll();
    lost = !alive;
  });
  const wanted = state.place.kind === "home" ? "app" : state.place.id;
  go(wanted && (wanted === "app" || canOpen(wanted)) ? wanted : firstPlace().id || "app");
  refreshViews();
  say(`You are ${userName(state.me)}`);
}

function refreshAll() {
  refreshState();
  refreshMessages();
  refreshViews();
  refreshLog();
}

function drawTheme() {
  const dark = document.documentElement.dataset.theme === "dark";
  const button = byId("theme-button");
  button.replaceChildren(icon(dark ? "sun" : "moon"));
  button.title = dark ? "Switch to light" : "Switch to dark";
  button.setAttribute("aria-label", button.title);
}

function shortcuts(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    quickSwitch();
  } else if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open")) {
    [...document.querySelectorAll(".pane:not([hidden])")].at(-1)?.querySelector(".pane-head button").click();
  }
}

async function start() {
  for (const begin of [startSidebar, startClock, startComposer, startMessages, startThread, startDevPanel]) begin();
  byId("quick-button").onclick = quickSwitch;
  byId("theme-button").onclick = window.switchTheme;
  document.addEventListener("themechange", drawTheme);
  document.addEventListener("keydown", shortcuts);
  window.addEventListener(
    "hashchange",
    () => location.hash !== "#main" && go(decodeURIComponent(location.hash.slice(1))),
  );
  drawTheme();
  on("go", go);
  on("be", (id) => guarded(() => be(id)));
  on("refresh", () => (refreshMessages(), refreshViews(), refreshLog()));
  const id = decodeURIComponent(location.hash.slice(1));
  state.place = id === "app" ? { kind: "home", id: null } : { kind: "channel", id };
  await be(new URLSearchParams(location.search).get("as") || undefined);
}

guarded(start);
