// Shows the workspace's time in the viewer's zone and moves it.

import { api } from "./api.js";
import { byId, h, icon, popup, say, toast } from "./dom.js";
import { on, state, takeNow } from "./store.js";
import { clockTime, format } from "./time.js";

const MOVES = [
  ["+1 hour", () => ({ advance_seconds: 3600 })],
  ["+1 day", () => ({ advance_seconds: 86_400 })],
  ["To Monday 09:00", () => ({ to: "monday", time: "09:00", zone: state.zone })],
];

const city = () => state.zone.split("/").at(-1).replaceAll("_", " ");
const day = () => format(state.now, state.zone, { weekday: "short", day: "numeric", month: "short" });

/** Moves the clock; what is due happens before the answer comes. */
async function move(button, body) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  try {
    const { now, problems } = await api.moveClock(body);
    takeNow(now);
    if (problems?.length) toast(`Something that was due failed: ${problems[0]}`);
    say(`It is now ${day()}, ${clockTime(state.now, state.zone)} in ${city()}`);
  } catch (error) {
    toast(error.message);
  } finally {
    button.ariaBusy = null;
  }
}

const buttons = () =>
  MOVES.map(([label, body]) =>
    h("button", { type: "button", class: "button small", onclick: (event) => move(event.target, body()) }, label),
  );

function draw() {
  byId("time").replaceChildren(
    h(
      "time",
      { datetime: state.now.toISOString() },
      h("span", { class: "clock-day" }, `${day()}, `),
      h("strong", {}, clockTime(state.now, state.zone)),
    ),
    h("span", { class: "city" }, city()),
  );
}

export function startClock() {
  const menu = h(
    "button",
    {
      class: "time-button",
      "aria-label": "Move the clock",
      title: "Move the clock",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: () =>
        popup(menu, h("div", { class: "menu", role: "dialog", "aria-label": "Move the clock" }, buttons()))
          .querySelector("button")
          .focus(),
    },
    icon("clock"),
  );
  byId("clock").append(menu, h("span", { id: "time", class: "time" }), h("span", { class: "clock-moves" }, buttons()));
  on("clock", draw);
  // The server may let its clock run; a look every 15 s keeps the minutes right.
  setInterval(
    () =>
      document.hidden ||
      api.clock().then(
        (answer) => takeNow(answer.now),
        () => {},
      ),
    15_000,
  );
}
