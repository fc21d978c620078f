// The parts of a chart as SVG: scale, axes, bars, lines and areas, markers and hatching.

import { s } from "./dom.js";

export const HEIGHT = 220;
const MARKERS = [
  (x, y, c) => s("circle", { cx: x, cy: y, r: 4, class: c }),
  (x, y, c) => s("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7, class: c }),
  (x, y, c) => s("path", { d: `M${x} ${y - 5}l5 9h-10z`, class: c }),
  (x, y, c) => s("path", { d: `M${x} ${y - 5}l5 5-5 5-5-5z`, class: c }),
];
/** Each series has its own shape as well as its colour. */
export const marker = (index, x, y) => MARKERS[index % 4](x, y, `fill-${index % 6}`);

export const number = (value) => new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value);
const short = (value) =>
  new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 2 }).format(value);

/** Round steps from at most `low` to at least `high`; whole ones where what is counted comes in ones. */
function ticks(low, high, whole) {
  const span = high - low || 1;
  const power = Math.max(10 ** Math.floor(Math.log10(span / 4)), whole ? 1 : 0);
  const nice = [1, 2, 2.5, 5, 10].filter((n) => !whole || Number.isInteger(n * power));
  const step = power * nice.find((n) => n * power * 4 >= span * 0.999);
  const list = [];
  for (let n = Math.floor(low / step); (n - 1) * step < high - 1e-9; n += 1)
    list.push(Number((n * step).toPrecision(12)));
  return list;
}

/** Hatching, so that series differ without colour. */
export function patterns(id) {
  const lines = [null, "M0 8 8 0", "M0 0 8 8", "M0 4H8", "M4 0V8", "M0 8 8 0M0 0 8 8"];
  return s(
    "defs",
    {},
    lines.map((d, n) =>
      s(
        "pattern",
        { id: `${id}-${n}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
        s("rect", { width: 8, height: 8, class: `fill-${n}` }),
        d && s("path", { d, class: "hatch" }),
      ),
    ),
  );
}

export function frame(chart, width) {
  const values = chart.series.flatMap((one) => one.data.map((point) => point.value));
  const scale = ticks(Math.min(0, ...values), Math.max(0, ...values, 0.0001), values.every(Number.isInteger));
  const [low, high] = [scale[0], scale.at(-1)];
  const left = 18 + 7 * Math.max(...scale.map((tick) => short(tick).length)) + (chart.axis_config?.y_label ? 16 : 0);
  const bottom = HEIGHT - (chart.axis_config?.x_label ? 44 : 26);
  return {
    width,
    left,
    right: width - 8,
    top: 18,
    bottom,
    scale,
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - 18),
    zero: low,
  };
}

export function axes(chart, f, categories) {
  const slot = (f.right - f.left) / categories.length;
  const every = Math.ceil((Math.max(...categories.map((name) => name.length)) * 8) / slot);
  const { x_label: xLabel, y_label: yLabel } = chart.axis_config || {};
  return [
    f.scale.map((tick) => [
      s("line", { x1: f.left, x2: f.right, y1: f.y(tick), y2: f.y(tick), class: tick === 0 ? "axis" : "grid" }),
      s("text", { x: f.left - 6, y: f.y(tick) + 4, "text-anchor": "end" }, short(tick)),
    ]),
    categories.map(
      (name, n) =>
        (categories.length - 1 - n) % every === 0 &&
        s("text", { x: f.left + slot * (n + 0.5), y: f.bottom + 17, "text-anchor": "middle" }, name),
    ),
    xLabel &&
      s("text", { x: (f.left + f.right) / 2, y: HEIGHT - 6, "text-anchor": "middle", class: "axis-label" }, xLabel),
    yLabel &&
      s(
        "text",
        {
          x: 0,
          y: 0,
          transform: `translate(11 ${(f.top + f.bottom) / 2}) rotate(-90)`,
          "text-anchor": "middle",
          class: "axis-label",
        },
        yLabel,
      ),
  ];
}

export const tip = (series, label, value) => s("title", {}, `${series}, ${label}: ${number(value)}`);

export function bars(chart, f, categories, id) {
  const slot = (f.right - f.left) / categories.length;
  const wide = Math.min(44, (slot * 0.68) / chart.series.length);
  const said = chart.series.length * categories.length <= 12 && wide >= 16;
  return chart.series.flatMap((one, k) =>
    one.data.map((point, n) => {
      const x = f.left + slot * (n + 0.5) + (k - chart.series.length / 2) * wide;
      const [from, to] = [f.y(Math.max(0, point.value)), f.y(Math.min(0, point.value))];
      return [
        s(
          "rect",
          { x: x + 1, y: from, width: wide - 2, height: Math.max(to - from, 1), rx: 3, fill: `url(#${id}-${k % 6})` },
          tip(one.name, point.label, point.value),
        ),
        said &&
          s("text", { x: x + wide / 2, y: from - 5, "text-anchor": "middle", class: "value" }, short(point.value)),
      ];
    }),
  );
}

export function paths(chart, f, categories, id) {
  const slot = (f.right - f.left) / categories.length;
  const at = (n) => f.left + slot * (n + 0.5);
  return chart.series.map((one, k) => {
    const line = one.data.map((point, n) => `${n ? "L" : "M"}${at(n)} ${f.y(point.value)}`).join("");
    const under = `${line}L${at(one.data.length - 1)} ${f.y(0)}L${at(0)} ${f.y(0)}Z`;
    return [
      chart.type === "area" && s("path", { d: under, class: "under", fill: `url(#${id}-${k % 6})` }),
      s("path", { d: line, class: `line stroke-${k % 6}`, "stroke-dasharray": ["", "7 4", "2 4", "9 3 2 3"][k % 4] }),
      one.data.map((point, n) =>
        s("g", {}, marker(k, at(n), f.y(point.value)), tip(one.name, point.label, point.value)),
      ),
    ];
  });
}
