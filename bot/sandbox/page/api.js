// Speaks to the workspace's control API; every failure becomes one readable sentence.

export class ControlError extends Error {}

/** Slack's error names become words; sentences stay. */
const sentence = (error) =>
  /^[a-z_]+$/.test(error) ? `The app did not manage that: ${error.replaceAll("_", " ")}.` : error;

/** `lenient` lets a refusal through that the workspace itself explains in the channel. */
async function call(path, options, lenient) {
  let response;
  try {
    response = await fetch(`/_control/${path}`, options);
  } catch {
    throw new ControlError("The local workspace does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => null);
  const refused = body?.ok === false && !body.errors && !lenient;
  if (!response.ok || !body || refused) {
    throw new ControlError(
      body?.error ? sentence(body.error) : `The local workspace answered with status ${response.status}.`,
    );
  }
  return body;
}

const get = (path, query = {}) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return call(given.length ? `${path}?${new URLSearchParams(given)}` : path);
};

const post = (path, body, lenient) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }, lenient);

export const api = {
  state: (as) => get("state", { as }),
  messages: (channel, as) => get("messages", { channel, as }),
  thread: (channel, ts, as) => get("thread", { channel, ts, as }),
  view: (as) => get("view", { as }),
  clock: () => get("clock"),
  log: (limit = 50) => get("log", { limit }),
  command: (body) => post("command", body, true),
  message: (body) => post("message", body),
  action: (body) => post("action", body),
  submit: (body) => post("submit", body),
  close: (body) => post("close", body),
  home: (user) => post("home", { user }),
  moveClock: (body) => post("clock", body),
};

/** Listens for live updates; tells `onStatus(true|false)` as the line comes and goes. Returns a stop function. */
export function listen(as, onEvent, onStatus) {
  let source;
  let timer;
  let wait = 500;
  const open = () => {
    source = new EventSource(`/_control/events?as=${encodeURIComponent(as)}`);
    source.onopen = () => {
      wait = 500;
      onStatus(true);
    };
    source.onmessage = (message) => {
      try {
        onEvent(JSON.parse(message.data));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error; // a keep-alive that is not JSON says nothing
      }
    };
    // Browsers wait several seconds, or give up for good after an error status; this asks sooner and always.
    source.onerror = () => {
      source.close();
      onStatus(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
