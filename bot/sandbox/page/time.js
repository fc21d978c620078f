// Formats moments in a person's zone and the reader's locale; knows Slack's date tokens.

const formatters = new Map();

/** A cached Intl formatter: building one costs far more than using it. */
function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(undefined, { timeZone: zone, ...options }));
  return formatters.get(key);
}

export const format = (date, zone, options) => formatter(zone, options).format(date);

/** `zone` when the browser knows it, else the browser's own. */
export function knownZone(zone) {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: zone || undefined }).resolvedOptions().timeZone;
  } catch {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

export const fromTs = (ts) => new Date(Number.parseFloat(ts) * 1000);

export const clockTime = (date, zone) => format(date, zone, { hour: "numeric", minute: "2-digit" });

/** The calendar day as YYYY-MM-DD in `zone`. */
export function dayOf(date, zone) {
  const key = `${zone} day`;
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-CA", { timeZone: zone }));
  return formatters.get(key).format(date);
}

/** Today, Yesterday, Tomorrow or null, seen from `now`. */
function nearDay(date, now, zone) {
  const apart = (Date.parse(dayOf(date, zone)) - Date.parse(dayOf(now, zone))) / 86_400_000;
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[apart] || null;
}

export function dayLabel(date, now, zone) {
  const year = dayOf(date, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4) ? {} : { year: "numeric" };
  return nearDay(date, now, zone) || format(date, zone, { weekday: "long", day: "numeric", month: "long", ...year });
}

export const fullLabel = (date, zone) => format(date, zone, { dateStyle: "full", timeStyle: "short" });

function ago(date, now) {
  const seconds = (date - now) / 1000;
  const [unit, size] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ].find(([, n]) => Math.abs(seconds) >= n) || ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** Fills Slack's `{date_short_pretty} at {time}` template. */
export function slackDate(unix, template, zone, now) {
  const date = new Date(unix * 1000);
  const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const short = { day: "numeric", month: "short", year: "numeric" };
  const plain = { day: "numeric", month: "long", year: "numeric" };
  const pretty = (options) => nearDay(date, now, zone) || format(date, zone, options);
  const tokens = {
    date_num: () => dayOf(date, zone),
    date_slash: () => format(date, zone, { day: "2-digit", month: "2-digit", year: "numeric" }),
    date: () => format(date, zone, plain),
    date_pretty: () => pretty(plain),
    date_short: () => format(date, zone, short),
    date_short_pretty: () => pretty(short),
    date_long: () => format(date, zone, long),
    date_long_full: () => format(date, zone, long),
    date_long_pretty: () => pretty(long),
    day_divider_pretty: () => pretty(long),
    time: () => clockTime(date, zone),
    time_secs: () => format(date, zone, { timeStyle: "medium" }),
    ago: () => ago(date, now),
  };
  return template.replace(/\{(\w+)\}/g, (whole, name) => (tokens[name] ? tokens[name]() : whole));
}

/** Unix seconds of a `YYYY-MM-DDTHH:MM` wall time in `zone`. */
export function unixOfWallTime(wall, zone) {
  const asUtc = Date.parse(`${wall}:00Z`);
  const shown = (instant) => Date.parse(`${wallTime(instant / 1000, zone)}:00Z`);
  const guess = asUtc - (shown(asUtc) - asUtc);
  // A second step lands on the right side of a daylight-saving change.
  return (guess - (shown(guess) - asUtc)) / 1000;
}

/** `YYYY-MM-DDTHH:MM` as a clock in `zone` shows it. */
export function wallTime(unix, zone) {
  const date = new Date(unix * 1000);
  const key = `${zone} wall`;
  const options = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-GB", options));
  return `${dayOf(date, zone)}T${formatters.get(key).format(date)}`;
}
