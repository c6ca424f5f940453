"use strict";
const { figures, templates } = JSON.parse(document.getElementById("figures").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 600px)");
const PRINTED = 680; // width of a printed figure in pixels
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

function layoutOf(figure, place, printed) {
  const layout = structuredClone(figure.layout);
  layout.template = dark.matches && !printed ? templates.dark : templates.light;
  delete layout.title;
  delete layout.width;
  layout.margin = { ...layout.margin, t: layout.meta?.top ?? (layout.annotations?.length ? 48 : 24) };
  if (narrow.matches) {
    layout.font = { size: 10 };
    layout.annotations = layout.annotations?.map((note) => ({ ...note, font: { size: 10 } }));
  }
  if (printed) layout.width = PRINTED;
  if (layout.meta?.aspect) layout.height = Math.round((printed ? PRINTED : place.clientWidth) * layout.meta.aspect) + 60;
  return layout;
}

function draw(place, printed = false) {
  const figure = figures[place.dataset.figure];
  place.style.minWidth = narrow.matches && !printed ? `${figure.layout.meta?.narrow ?? 0}px` : "";
  const layout = layoutOf(figure, place, printed);
  place.style.height = `${layout.height}px`; // Plotly falls back on it when the window is resized
  const data = figure.data.map((trace) => (narrow.matches && trace.type === "heatmap" ? { ...trace, showscale: false } : trace));
  Plotly.react(place, data, layout, { responsive: true, displayModeBar: false });
  place.dataset.drawn = "yes";
}

const watcher = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => { watcher.unobserve(target); draw(target); }),
  { rootMargin: "600px" },
);
const places = [...document.querySelectorAll(".plot")];
places.forEach((place) => { place.style.height = `${figures[place.dataset.figure].layout.height}px`; });
// Plotly is the largest part of the page, so show the page before compiling it.
requestAnimationFrame(() => setTimeout(() => {
  document.head.append(make("script", { textContent: document.getElementById("plotly").textContent }));
  places.forEach((place) => watcher.observe(place));
}));
const redraw = () => places.filter((place) => place.dataset.drawn).forEach((place) => draw(place));
dark.addEventListener("change", redraw);
narrow.addEventListener("change", redraw);

// Print every model, and open all details but those of the misclassified images.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open], .data, .pair)")];
  opened.forEach((details) => { details.open = true; });
  document.querySelectorAll("article.model").forEach((article) => { article.hidden = false; });
  places.forEach((place) => draw(place, true));
});
addEventListener("afterprint", () => {
  opened.forEach((details) => { details.open = false; });
  show(document.querySelector(".picker input:checked").value);
  redraw();
});
document.querySelector("nav details").open = !narrow.matches;

function show(model) {
  document.querySelectorAll("article.model").forEach((article) => { article.hidden = article.dataset.model !== model; });
}
function follow() {
  const model = decodeURIComponent(location.hash).replace(/^#model=/, "");
  const input = [...document.querySelectorAll(".picker input")].find(({ value }) => value === model);
  if (!input) return;
  input.checked = true;
  show(model);
  document.getElementById(`model=${model}`).scrollIntoView({ behavior: "instant" });
}
document.querySelectorAll(".picker input").forEach((input) => {
  input.addEventListener("change", () => {
    show(input.value);
    history.replaceState(null, "", `#model=${input.value}`);
  });
  if (input.checked) show(input.value);
});
addEventListener("hashchange", follow);
follow();

function sort(table, column, heading) {
  const descending = heading.getAttribute("aria-sort") !== "descending";
  const value = (row) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    const number = parseFloat(text.replaceAll(",", ""));
    return Number.isNaN(number) ? text : number;
  };
  const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  // Totals stay below the others, and so do failed trials, which have one cell for all results.
  const rows = [...table.tBodies[0].rows].filter((row) => row.cells[column]?.colSpan === 1 && !row.classList.contains("total"));
  rows.sort((a, b) => (descending ? -1 : 1) * order(value(a), value(b)));
  table.tBodies[0].prepend(...rows);
  table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
}
document.querySelectorAll("table.sortable").forEach((table) => {
  table.querySelectorAll("thead th").forEach((heading, column) => {
    const button = make("button", { type: "button" });
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, column, heading));
    heading.replaceChildren(button);
  });
});

// On a narrow page each cell of a table with text is a line of its own, after its heading.
document.querySelectorAll("table.words").forEach(({ tHead, tBodies: [body] }) => {
  const headings = [...tHead.rows[0].cells].map((heading) => heading.textContent);
  for (const row of body.rows) [...row.cells].forEach((cell, column) => { cell.dataset.heading = headings[column]; });
});

const ARRAYS = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u4: Uint32Array, i2: Int16Array, u2: Uint16Array, i1: Int8Array, u1: Uint8Array };
function valuesOf(data) {
  if (!data?.bdata) return [...(data ?? [])].map((value) => (value?.bdata ? valuesOf(value) : value));
  const bytes = Uint8Array.from(atob(data.bdata), (character) => character.charCodeAt(0));
  const flat = [...new ARRAYS[data.dtype](bytes.buffer)];
  const width = Number(String(data.shape ?? "").split(",")[1]);
  if (!width) return flat;
  return Array.from({ length: flat.length / width }, (_, row) => flat.slice(row * width, (row + 1) * width));
}
function plain(value) {
  if (typeof value !== "number") return String(value ?? "").replace(/<[^>]+>/g, " ");
  return Number.isNaN(value) ? "" : Number(value.toPrecision(5));
}

/** Return a figure's headings, then a row for each row of its heat map or each point, nothing for pictures. */
function tableOf({ data, layout }) {
  const traces = data.filter((trace) => trace.hoverinfo !== "skip" || trace.type === "scatter");
  if (!traces.length) return [];
  const [x, y, cells] = [traces[0].x, traces[0].y, traces[0].text ?? traces[0].z].map(valuesOf);
  if (traces[0].type === "heatmap") {
    const rows = cells.map((row, place) => [y[place], ...row]);
    return [["", ...x], ...(layout.yaxis?.autorange === "reversed" ? rows : rows.reverse())]; // the top row first
  }
  if (traces[0].mode === "text") return [traces.map(({ name }) => name), ...cells.map((_, row) => traces.map(({ text }) => text[row]))];
  const isNames = (axis) => typeof { x, y }[axis][0] === "string";
  const axes = isNames("y") ? ["y", "x"] : ["x", "y"];
  const titles = axes.map((axis) => {
    const found = Object.keys(layout).filter((key) => key.startsWith(`${axis}axis`)).map((key) => layout[key].title?.text);
    return [...new Set(found.filter(Boolean))].join(" / ") || (isNames(axis) ? "" : layout.title.text);
  });
  const label = ({ meta, name }) => (name ? [[meta, name].filter(Boolean).join(", ")] : []);
  const rows = traces.flatMap((trace) => {
    const columns = axes.map((axis) => trace[axis] && valuesOf(trace[axis]));
    return valuesOf(trace.y).map((_, point) => [...label(trace), ...columns.map((column) => (column ? column[point] : point))]);
  });
  return [[...label(traces[0]).map(() => ""), ...titles], ...rows];
}
document.querySelectorAll("details.data").forEach((details) => {
  const rows = tableOf(figures[details.parentElement.querySelector(".plot").dataset.figure]);
  details.hidden = rows.length === 0;
  details.addEventListener("toggle", () => {
    const table = make("table");
    const [head, body] = [table.createTHead(), table.createTBody()];
    rows.forEach((cells, line) => {
      const row = (line ? body : head).insertRow();
      cells.forEach((cell, column) => {
        const isHeading = cell !== "" && (!line || !column);
        row.append(make(isHeading ? "th" : "td", { scope: isHeading ? (line ? "row" : "col") : "", textContent: plain(cell) }));
      });
    });
    details.querySelector(".scroll").append(table);
  }, { once: true });
});
