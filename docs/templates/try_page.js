// The page "Try your own picture": it starts the network, takes a picture, and shows the answer.
// The steps on pixels are in try_pixels.js; a picture, a mask and a box are described there.

const CARD = JSON.parse(find("card").textContent);
const LEAST_EDGE = 4; // pixels of the frame
const EDGE_WIDTH = 14; // CSS pixels around an edge of the frame in which it is dragged
const KEY_STEP = 0.02; // of the picture's longest edge: an arrow key moves the frame so far
const MOST_PIXELS = 100e6; // of a picture that a browser decodes safely
const STRIP = 512; // rows that are read at a time, as some browsers limit the area of a canvas
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const network = startNetwork();
const shown = { picture: null, box: null, answer: null }; // what the page shows now
let asked = 0; // number of the latest question: answers to earlier ones are dropped
let running = Promise.resolve(); // the network answers one question at a time

function find(id) {
  return document.getElementById(id);
}

/** Unpacks the network and onnxruntime from the page, and answers once, so that it is warm. */
async function startNetwork() {
  const [runtime, loader, model] = await Promise.all(["runtime", "loader", "model"].map(unpack));
  const script = new Blob([loader], { type: "text/javascript" });
  Object.assign(ort.env.wasm, {
    numThreads: 1, wasmBinary: runtime, wasmPaths: { mjs: URL.createObjectURL(script) },
  });
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const edge = CARD.input_edge, n = FRAMES.length + 1;
  await session.run({ images: new ort.Tensor(new Float32Array(n * edge * edge * 3), [n, edge, edge, 3]) });
  return session;
}

/** Returns the bytes of a gzipped script element in base64, and removes it. */
async function unpack(id) {
  const text = atob(find(id).textContent), packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) packed[at] = text.charCodeAt(at);
  find(id).remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Decodes a file, or an image element, to a picture with a longest edge of at most 512 pixels. */
async function readPicture(source) {
  const options = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
  const image = await createImageBitmap(source, options);
  const { width, height } = image;
  if (width * height > MOST_PIXELS) throw new RangeError("too many pixels");
  const data = new Uint8ClampedArray(4 * width * height);
  const context = new OffscreenCanvas(width, STRIP).getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < height; top += STRIP) {
    context.clearRect(0, 0, width, STRIP);
    context.drawImage(image, 0, -top);
    const strip = context.getImageData(0, 0, width, Math.min(STRIP, height - top));
    data.set(strip.data, 4 * width * top);
  }
  image.close();
  const start = source instanceof Blob ? await source.slice(0, 2).arrayBuffer() : new ArrayBuffer(2);
  const isJpeg = new DataView(start).getUint16(0) === 0xffd8;
  return shrinkPicture({ width, height, data }, isJpeg);
}

/**
 * Classifies the item in a box of a picture, as `PictureModel.classify` does.
 *
 * Returns the crops; the probabilities of the classes, and the verdict that follows; and the heat of
 * the first crop for the first class, one number in [0, 1] a pixel.
 */
async function classify(picture, box) {
  const edge = CARD.input_edge, crops = cutViews(picture, box, edge), n = crops.length;
  const images = new Float32Array(n * edge * edge * 3);
  crops.forEach(({ data }, crop) => {
    for (let pixel = 0; pixel < edge * edge; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        images[3 * (crop * edge * edge + pixel) + channel] = CARD.levels[data[4 * pixel + channel]];
      }
    }
  });
  const session = await network;
  const feeds = { images: new ort.Tensor(images, [n, edge, edge, 3]) };
  running = running.catch(() => {}).then(() => session.run(feeds));
  const { probabilities, heat } = await running;
  const pooled = poolEqually(probabilities.data, n), best = pooled.indexOf(Math.max(...pooled));
  const warmth = Float32Array.from({ length: edge * edge }, (_, pixel) =>
    heat.data[pixel * pooled.length + best]);
  return { crops, probabilities: pooled, verdict: judge(pooled), heat: warmth };
}

/** Returns the normalised geometric mean of the crops' probabilities. */
function poolEqually(probabilities, n) {
  const n_classes = probabilities.length / n, logarithms = new Float64Array(n_classes);
  probabilities.forEach((value, at) => {
    logarithms[at % n_classes] += Math.log(Math.max(value, CARD.smallest)) / n;
  });
  const highest = Math.max(...logarithms), pooled = logarithms.map((value) => Math.exp(value - highest));
  const total = pooled.reduce((sum, value) => sum + value, 0);
  return [...pooled.map((value) => value / total)];
}

function judge(probabilities) {
  const logarithms = probabilities.map((value) => Math.log(Math.max(value, CARD.smallest)));
  const score = logarithms.reduce((sum, value) => sum + value, 0) / logarithms.length;
  if (!(score <= CARD.largest_ood_score)) return "unlike";
  const [first, second] = [...probabilities].sort((one, other) => other - one);
  const threshold = CARD.relative_threshold;
  return threshold !== null && first / (first + second) >= threshold ? "sure" : "not sure";
}

/** Finds the item of a file or an image element and classifies it, without showing anything. */
async function answer(source) {
  const picture = await readPicture(source), mask = findItem(picture), box = boundItem(mask);
  return { picture, mask, box, ...(box ? await classify(picture, box) : {}) };
}

/** Takes a new picture: shows it, frames the item that is found, and answers. */
async function take(source) {
  const question = ++asked;
  tell("Looking at the picture …");
  find("spoken").textContent = "";
  await new Promise((resolve) => setTimeout(resolve)); // let the browser show the message
  const picture = await readPicture(source).catch(() => null);
  if (question !== asked) return;
  if (!picture) {
    tell("Your browser cannot read this file as a picture, or it is too large.", true);
    return;
  }
  const box = boundItem(findItem(picture));
  const { width, height } = picture;
  Object.assign(shown, { picture, answer: null, box: box ?? { top: 0, left: 0, height, width } });
  drawPicture();
  find("answer").hidden = false;
  find("result").hidden = !box;
  placeFrame();
  if (find("stage").getBoundingClientRect().bottom > innerHeight) find("answer").scrollIntoView();
  if (box) await answerFrame();
  else tell("Nothing stands out from the background. Move the frame onto the item.", true);
}

/** Classifies what is in the frame, and shows the answer unless a newer question was asked. */
async function answerFrame() {
  const question = ++asked, { picture, box } = shown;
  await running.catch(() => {});
  if (question !== asked) return; // the frame was moved on while the network was busy
  try {
    const result = await classify(picture, box);
    if (question !== asked) return;
    shown.answer = { ...result, box };
    showAnswer();
    tell("");
  } catch (error) {
    tell("The network could not be started in this browser.", true);
    throw error;
  }
}

function tell(message, isWarning = false) {
  find("message").textContent = message;
  find("message").classList.toggle("warning", isWarning);
}

function drawPicture() {
  const { width, height, data } = shown.picture, image = new ImageData(data, width, height);
  for (const id of ["picture", "heat"]) {
    Object.assign(find(id), { width, height });
    find(id).getContext("2d").putImageData(image, 0, 0);
  }
  find("answer").style.setProperty("--ratio", width / height);
  find("answer").classList.toggle("tiny", Math.max(width, height) < 64);
}

function showAnswer() {
  const { crops, probabilities, verdict } = shown.answer;
  const ranked = probabilities.map((value, label) => [value, CARD.classes[label]])
    .sort(([first], [second]) => second - first).slice(0, CARD.top);
  const percent = (value) => `${(100 * value).toFixed(1)}%`;
  find("result").hidden = false;
  find("class").textContent = ranked[0][1];
  find("supports").textContent = `what supports ${ranked[0][1]}`;
  find("heat").ariaLabel = `The parts of the picture that support ${ranked[0][1]}`;
  for (const text of document.querySelectorAll("[data-verdict]")) {
    text.hidden = text.dataset.verdict !== verdict;
  }
  find("bars").replaceChildren(...ranked.flatMap(([value, name]) => {
    const [term, bar, number] = [["dt", name], ["i", ""], ["span", percent(value)]].map(makeElement);
    const details = makeElement(["dd", ""]);
    bar.style.width = percent(value);
    details.append(bar, number);
    return [term, details];
  }));
  crops.forEach(({ width, height, data }, crop) => {
    const canvas = document.querySelectorAll("#crops canvas")[crop];
    Object.assign(canvas, { width, height });
    canvas.getContext("2d").putImageData(new ImageData(data, width, height), 0, 0);
  });
  drawHeat();
  find("spoken").textContent = `${ranked[0][1]}, ${percent(ranked[0][0])}: ${verdict}.`;
}

function makeElement([name, text]) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** Draws the heat over the picture, in the square that the first crop shows. */
function drawHeat() {
  const { picture, answer: { heat, box } } = shown, edge = CARD.input_edge;
  const tinted = new ImageData(edge, edge);
  heat.forEach((value, pixel) => {
    tinted.data.set(CARD.tints[Math.round(255 * value)], 4 * pixel);
  });
  const overlay = new OffscreenCanvas(edge, edge), context = find("heat").getContext("2d");
  overlay.getContext("2d").putImageData(tinted, 0, 0);
  const square = surround(box, FRAMES[0]);
  context.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(overlay, square.left, square.top, square.width, square.height);
}

/** Puts the frame, and the fields with its numbers, where the box is. */
function placeFrame() {
  const { picture: { width, height }, box } = shown, style = find("frame").style;
  style.left = `${(100 * box.left) / width}%`;
  style.top = `${(100 * box.top) / height}%`;
  style.width = `${(100 * box.width) / width}%`;
  style.height = `${(100 * box.height) / height}%`;
  for (const field of document.querySelectorAll("#numbers input")) field.value = box[field.name];
}

/** Frames another part of the picture; a box beyond the picture is moved inside. */
function setBox({ top, left, height, width }) {
  const { picture } = shown, least = Math.min(LEAST_EDGE, picture.width, picture.height);
  const clip = (value, low, high) => Math.min(high, Math.max(low, Math.round(value)));
  const inside = { height: clip(height, least, picture.height), width: clip(width, least, picture.width) };
  inside.top = clip(top, 0, picture.height - inside.height);
  inside.left = clip(left, 0, picture.width - inside.width);
  shown.box = inside;
  placeFrame();
  return answerFrame();
}

/** Moves the frame, its edges, or the corner of a new frame with a pointer. */
function drag(start) {
  const stage = find("stage").getBoundingClientRect(), frame = find("frame").getBoundingClientRect();
  const scale = shown.picture.width / stage.width, { top, left, height, width } = shown.box;
  const [x, y] = [start.clientX, start.clientY];
  const near = (value, edge) => Math.abs(value - edge) <= EDGE_WIDTH;
  const isAt = x > frame.left - EDGE_WIDTH && x < frame.right + EDGE_WIDTH
    && y > frame.top - EDGE_WIDTH && y < frame.bottom + EDGE_WIDTH;
  let edges = { top, left, bottom: top + height, right: left + width };
  let held = { right: near(x, frame.right), bottom: near(y, frame.bottom) };
  held.left = near(x, frame.left) && !held.right;
  held.top = near(y, frame.top) && !held.bottom;
  if (!isAt) {
    if (start.pointerType === "touch") return; // the finger scrolls the page
    const [column, row] = [(x - stage.left) * scale, (y - stage.top) * scale];
    edges = { top: row, left: column, bottom: row, right: column };
    held = { right: true, bottom: true };
  } else if (!Object.values(held).some(Boolean)) {
    held = { top: true, left: true, bottom: true, right: true };
  }
  start.preventDefault();
  find("frame").focus();
  find("stage").setPointerCapture(start.pointerId);
  const follow = ({ clientX, clientY }) => {
    const shift = { right: (clientX - x) * scale, bottom: (clientY - y) * scale };
    Object.assign(shift, { left: shift.right, top: shift.bottom });
    const moved = Object.fromEntries(Object.entries(edges).map(([edge, value]) =>
      [edge, value + (held[edge] ? shift[edge] : 0)]));
    setBox({
      top: Math.min(moved.top, moved.bottom), height: Math.abs(moved.bottom - moved.top),
      left: Math.min(moved.left, moved.right), width: Math.abs(moved.right - moved.left),
    });
  };
  const stop = () => {
    find("stage").removeEventListener("pointermove", follow);
  };
  find("stage").addEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel"]) {
    find("stage").addEventListener(end, stop, { once: true });
  }
}

/** Moves the frame with the arrow keys; with Shift they move its right and lower edges. */
function pressKey(event) {
  const { picture, box: { top, left, height, width } } = shown, move = MOVES[event.key];
  if (!move) return;
  event.preventDefault();
  const step = Math.max(1, Math.round(KEY_STEP * Math.max(picture.width, picture.height)));
  const [down, right] = move.map((direction) => direction * step);
  if (event.shiftKey) setBox({ top, left, height: height + down, width: width + right });
  else setBox({ top: top + down, left: left + right, height, width });
}

for (const input of document.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    if (input.files.length) take(input.files[0]);
  });
}
for (const button of document.querySelectorAll("#examples button")) {
  button.addEventListener("click", () => take(button.querySelector("img")));
}
for (const field of document.querySelectorAll("#numbers input")) {
  field.addEventListener("change", () => {
    setBox({ ...shown.box, [field.name]: field.valueAsNumber || 0 });
  });
}
find("frame").addEventListener("keydown", pressKey);
find("stage").addEventListener("pointerdown", drag);
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
});
addEventListener("paste", (event) => {
  if (event.clipboardData.files.length) take(event.clipboardData.files[0]);
});
