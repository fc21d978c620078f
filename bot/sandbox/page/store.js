// Holds what the page knows, and tells those who listen when a part of it changes.

import { knownZone } from "./time.js";

export const state = {
  me: null,
  workspace: {},
  now: new Date(),
  users: new Map(),
  channels: [],
  dms: [],
  app: { id: "", name: "App", bot_user_id: "", home_enabled: false, connected: true, commands: [] },
  place: { kind: "channel", id: null },
  thread: null,
  askedAt: 0,
  unread: new Set(),
  zone: "UTC",
};

const listeners = new Map();

/** Runs `listener` whenever `kind` changes. */
export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) || []), listener]);
}

export function emit(kind, detail) {
  for (const listener of listeners.get(kind) || []) listener(detail);
}

/** Takes the answer of GET /_control/state. */
export function takeState(answer) {
  state.me = answer.viewer;
  state.workspace = answer.workspace;
  state.users = new Map(answer.users.map((user) => [user.id, user]));
  state.channels = answer.channels.filter((channel) => !channel.is_archived);
  state.dms = answer.dms || [];
  state.app = { commands: [], ...answer.app };
  state.zone = knownZone(state.users.get(state.me)?.tz);
  takeNow(answer.now);
}

export function takeNow(iso) {
  state.now = new Date(iso);
  emit("clock");
}

export const userName = (id) => {
  const user = state.users.get(id);
  return user?.real_name || user?.name || (id === state.app.bot_user_id ? state.app.name : id || "Unknown");
};

export const isBot = (id) => id === state.app.bot_user_id || Boolean(state.users.get(id)?.is_bot);

export const channelName = (id) => state.channels.find((channel) => channel.id === id)?.name || id;

export const joined = (channel, user = state.me) => !channel.members || channel.members.includes(user);

/** Channels the viewer may open: their own first, then the public rest. */
export function visibleChannels() {
  const mine = state.channels.filter((channel) => joined(channel));
  return { mine, rest: state.channels.filter((channel) => !joined(channel) && !channel.is_private) };
}

export const appDm = () => state.dms.find((dm) => dm.user === state.app.bot_user_id)?.id || null;

/** True when `id` names a conversation the viewer can open. */
export function canOpen(id) {
  const { mine, rest } = visibleChannels();
  return [...mine, ...rest, ...state.dms].some((place) => place.id === id);
}

/** Where a person starts: #general if they are in it, else their first channel, else the app. */
export function firstPlace() {
  const { mine, rest } = visibleChannels();
  const all = [...mine, ...rest];
  const id = (mine.find((channel) => channel.name === "general") || all[0])?.id || appDm();
  return { kind: "channel", id };
}

/** A person's small channels stand in for their team; then their zone. */
export function personDetail(user) {
  const teams = state.channels
    .filter((channel) => channel.members?.includes(user.id) && channel.name !== "general")
    .sort((a, b) => a.members.length - b.members.length)
    .slice(0, 1)
    .map((channel) => `#${channel.name}`);
  return [...teams, user.tz].filter(Boolean).join(" · ");
}
