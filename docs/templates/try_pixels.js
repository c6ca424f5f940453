// The steps from a picture to the crops that the network takes, as `fashion_mnist.pictures` does
// them in Python with Pillow, scikit-image and SciPy. No step touches the page.
//
// A picture is {width, height, data}: four bytes a pixel (red, green, blue and opacity), row by
// row. A mask is {width, height, data}: one byte a pixel, 1 at the item. A box is {top, left,
// height, width}, in pixels.

const LONGEST_EDGE = 512; // pixels of a decoded picture
const WORKING_EDGE = 192; // pixels of the longest edge during segmentation
const SMOOTHING = 2 / WORKING_EDGE; // standard deviation, relative to the longest edge
const LIGHTNESS_WEIGHT = 0.7; // below 1, because shadows differ in lightness only
const BORDER_DEPTH = 3, BORDER_SAMPLES = 200; // pixels
const CORNER = 0.15; // the part of an edge that belongs to a corner
const SHARE_OF_ITEM = 0.05; // of the corner pixels may belong to the item
const NOTICEABLE = 2.3; // the just noticeable colour difference in CIELAB
const DIFFERENT = 20; // a colour difference too large for uneven lighting of one background
const GAP = 0.02; // of the longest edge: narrow gaps do not divide an item
const HOLE = 0.03; // of the item: smaller holes are flaws of the mask
const PLAUSIBLE = [0.01, 0.95]; // the smallest and largest share of a picture that an item covers
const FRAMES = [1.2, 1.0, 1.35]; // edges of the crops, relative to the item's longest edge
const BINS = 256; // of the histogram by which Otsu's method finds a threshold
const WEIGHT_BITS = 22; // Pillow weighs bytes by integers: 1 is 2 ** 22

const FILTERS = {
  box: { support: 0.5, weigh: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bicubic: {
    support: 2,
    weigh: (x) => {
      const far = Math.abs(x);
      if (far < 1) return (1.5 * far - 2.5) * far * far + 1;
      return far < 2 ? ((-0.5 * far + 2.5) * far - 4) * far + 2 : 0;
    },
  },
};

/** Shrinks a decoded picture to a longest edge of at most 512 pixels, as `read_picture` does. */
function shrinkPicture(picture, isJpeg) {
  if (isJpeg) { // Pillow reduces a large JPEG while it decodes it
    const { width, height } = picture, edge = 2 * LONGEST_EDGE;
    const scale = Math.min(Math.floor(width / edge), Math.floor(height / edge));
    const factor = [8, 4, 2].find((step) => scale >= step) ?? 1;
    picture = reduce(picture, factor, factor);
  }
  const size = fitInside(picture.width, picture.height, LONGEST_EDGE);
  if (!size) return picture;
  const { width, height } = picture;
  if (!isOpaque(picture)) {
    return divideByOpacity(resize(multiplyByOpacity(picture), ...size, FILTERS.bicubic));
  }
  const factors = [width / size[0], height / size[1]].map((ratio) => Math.floor(ratio / 2) || 1);
  const reduced = reduce(picture, ...factors);
  return resize(reduced, ...size, FILTERS.bicubic, [width / factors[0], height / factors[1]]);
}

/** Returns [width, height] of a picture fitted into a square by Pillow's `thumbnail`, or null. */
function fitInside(width, height, edge) {
  if (edge >= width && edge >= height) return null;
  const aspect = width / height;
  const round = (length, error) => {
    const [low, high] = [Math.floor(length), Math.ceil(length)];
    return Math.max(error(low) <= error(high) ? low : high, 1);
  };
  if (aspect <= 1) return [round(edge * aspect, (n) => Math.abs(aspect - n / edge)), edge];
  return [edge, round(edge / aspect, (n) => (n ? Math.abs(aspect - edge / n) : 0))];
}

/** Averages blocks of pixels; the last ones of a row or column may be smaller. */
function reduce({ width, height, data }, across, down) {
  if (across === 1 && down === 1) return { width, height, data };
  const columns = Math.ceil(width / across), rows = Math.ceil(height / down);
  const reduced = new Uint8ClampedArray(4 * columns * rows);
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(height, (row + 1) * down);
    for (let column = 0; column < columns; column++) {
      const right = Math.min(width, (column + 1) * across);
      const sums = [0, 0, 0, 0];
      for (let y = row * down; y < bottom; y++) {
        for (let at = 4 * (y * width + column * across); at < 4 * (y * width + right); at += 4) {
          for (let channel = 0; channel < 4; channel++) sums[channel] += data[at + channel];
        }
      }
      const n = (bottom - row * down) * (right - column * across);
      const target = 4 * (row * columns + column);
      for (let channel = 0; channel < 4; channel++) {
        reduced[target + channel] = Math.floor((sums[channel] + n / 2) / n);
      }
    }
  }
  return { width: columns, height: rows, data: reduced };
}

/** Resizes a picture as Pillow does: first all rows, then all columns, with bytes in between. */
function resize(picture, width, height, filter, [right, bottom] = [picture.width, picture.height]) {
  let { data } = picture;
  if (width !== picture.width || right !== width) {
    const weights = weighPixels(picture.width, right, width, filter);
    data = resample(data, picture.height, [picture.width, 1], [width, 1], weights);
  }
  if (height !== picture.height || bottom !== height) {
    const weights = weighPixels(picture.height, bottom, height, filter);
    data = resample(data, width, [1, width], [1, width], weights);
  }
  return { width, height, data };
}

/** Returns, for each pixel of a resized line, its first source pixel and the integer weights. */
function weighPixels(length, extent, resized, filter) {
  const scale = extent / resized, spread = Math.max(scale, 1), reach = filter.support * spread;
  return Array.from({ length: resized }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const n = Math.min(length, Math.trunc(centre + reach + 0.5)) - first;
    const weights = Array.from({ length: n }, (_, offset) =>
      filter.weigh((offset + first - centre + 0.5) / spread));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const fixed = weights.map((weight) => {
      const exact = (weight / total) * 2 ** WEIGHT_BITS;
      return Math.trunc(exact + (exact < 0 ? -0.5 : 0.5));
    });
    return { first, fixed };
  });
}

/**
 * Resamples the lines of a picture, which are its rows or its columns.
 *
 * `from` and `to` are [from line to line, from pixel to pixel], in pixels of the source and of the
 * result.
 */
function resample(source, lines, from, to, weights) {
  const target = new Uint8ClampedArray(4 * lines * weights.length);
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < weights.length; place++) {
      const { first, fixed } = weights[place], step = 4 * from[1];
      let at = 4 * (line * from[0] + first * from[1]);
      let red = 2 ** (WEIGHT_BITS - 1), green = red, blue = red, opacity = red;
      for (let offset = 0; offset < fixed.length; offset++, at += step) {
        const weight = fixed[offset];
        red += source[at] * weight;
        green += source[at + 1] * weight;
        blue += source[at + 2] * weight;
        opacity += source[at + 3] * weight;
      }
      const result = 4 * (line * to[0] + place * to[1]);
      target[result] = red >> WEIGHT_BITS;
      target[result + 1] = green >> WEIGHT_BITS;
      target[result + 2] = blue >> WEIGHT_BITS;
      target[result + 3] = opacity >> WEIGHT_BITS;
    }
  }
  return target;
}

function isOpaque({ data }) {
  for (let at = 3; at < data.length; at += 4) if (data[at] < 255) return false;
  return true;
}

function multiplyByOpacity(picture) {
  return mapColours(picture, (value, opacity) => {
    const product = value * opacity + 128;
    return ((product >> 8) + product) >> 8;
  });
}

function divideByOpacity(picture) {
  return mapColours(picture, (value, opacity) =>
    (opacity === 0 || opacity === 255 ? value : Math.floor((255 * value) / opacity)));
}

/** Puts a picture onto white, and makes it opaque. */
function paintOnWhite(picture) {
  if (isOpaque(picture)) return picture;
  const painted = mapColours(picture, (value, opacity) => {
    const share = opacity / 255;
    return roundEven(value * share + 255 * (1 - share));
  });
  for (let at = 3; at < painted.data.length; at += 4) painted.data[at] = 255;
  return painted;
}

function mapColours({ width, height, data }, convert) {
  const mapped = new Uint8ClampedArray(data);
  for (let at = 0; at < data.length; at++) {
    if (at % 4 < 3) mapped[at] = convert(data[at], data[at | 3]);
  }
  return { width, height, data: mapped };
}

/** Rounds as Python does: halves to the next even number. */
function roundEven(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}

/**
 * Segments the item in a picture.
 *
 * In a picture with transparent parts, the opaque part is the item. If the region found covers an
 * implausible share of the picture, the whole picture is the item. The mask is 0 everywhere if
 * nothing stands out.
 */
function findItem(picture) {
  const { width, height } = picture, [low, high] = PLAUSIBLE;
  const opaque = { width, height, data: new Uint8Array(width * height) };
  for (let at = 0; at < opaque.data.length; at++) {
    opaque.data[at] = picture.data[4 * at + 3] >= 128 ? 1 : 0;
  }
  if (share(opaque) < high) return opaque;
  const colours = reduceToLab(picture);
  const distance = measureDistanceFromBorder(colours);
  if (distance.every((value) => value < NOTICEABLE)) {
    return { width, height, data: new Uint8Array(width * height) };
  }
  // Take logarithms so that a bright sole does not hide the rest of a dark shoe.
  const logarithms = distance.map(Math.log1p), threshold = findThreshold(logarithms);
  const stands = Uint8Array.from(logarithms, (value) => (value > threshold ? 1 : 0));
  const found = chooseRegion({ ...colours, data: stands });
  return low < share(found) && share(found) < high ? enlarge(found, width, height) : opaque;
}

function share({ data }) {
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}

/** Repeats the pixels of a mask, as Pillow's resizing to the nearest pixel does. */
function enlarge(mask, width, height) {
  const spread = (length, enlarged) => {
    const places = new Int32Array(enlarged), step = length / enlarged;
    for (let place = 0, at = step / 2; place < enlarged; place++, at += step) {
      places[place] = Math.min(length - 1, Math.floor(at));
    }
    return places;
  };
  const rows = spread(mask.height, height), columns = spread(mask.width, width);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[y * width + x] = mask.data[rows[y] * mask.width + columns[x]];
    }
  }
  return { width, height, data };
}

/** Returns smoothed CIELAB colours of a picture at its working size, three numbers a pixel. */
function reduceToLab(picture) {
  const size = fitInside(picture.width, picture.height, WORKING_EDGE);
  const opaque = { ...picture, data: new Uint8ClampedArray(picture.data) };
  for (let at = 3; at < opaque.data.length; at += 4) opaque.data[at] = 255;
  const small = size ? resize(opaque, ...size, FILTERS.bicubic) : opaque;
  const { width, height } = small, lab = new Float64Array(3 * width * height);
  for (let at = 0; at < width * height; at++) convertToLab(small.data, 4 * at, lab, 3 * at);
  const kernel = makeGaussian(SMOOTHING * Math.max(width, height));
  const across = blur(lab, width, height, [3, 3 * width], kernel);
  const data = blur(across, height, width, [3 * width, 3], kernel);
  for (let at = 0; at < data.length; at += 3) data[at] *= LIGHTNESS_WEIGHT;
  return { width, height, data };
}

const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const level = value / 255;
  return level > 0.04045 ? ((level + 0.055) / 1.055) ** 2.4 : level / 12.92;
});

/** Converts an sRGB colour in bytes to CIELAB, for the white of daylight (D65, 2 degrees). */
function convertToLab(bytes, from, lab, to) {
  const r = LINEAR[bytes[from]], g = LINEAR[bytes[from + 1]], b = LINEAR[bytes[from + 2]];
  const x = bend((0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.95047);
  const y = bend(0.212671 * r + 0.71516 * g + 0.072169 * b);
  const z = bend((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883);
  lab[to] = 116 * y - 16;
  lab[to + 1] = 500 * (x - y);
  lab[to + 2] = 200 * (y - z);
}

function bend(value) {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}

/** Returns the weights of a Gaussian up to four standard deviations. */
function makeGaussian(sigma) {
  const radius = Math.trunc(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, place) =>
    Math.exp((-0.5 / sigma ** 2) * (place - radius) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Blurs lines of colours; `step` and `stride` are the numbers from pixel to pixel and line. */
function blur(values, length, lines, [step, stride], kernel) {
  const radius = (kernel.length - 1) / 2, blurred = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < length; place++) {
      const target = line * stride + place * step;
      let l = 0, a = 0, b = 0;
      for (let offset = -radius; offset <= radius; offset++) {
        const near = Math.min(length - 1, Math.max(0, place + offset));
        const source = line * stride + near * step, weight = kernel[offset + radius];
        l += weight * values[source];
        a += weight * values[source + 1];
        b += weight * values[source + 2];
      }
      blurred[target] = l;
      blurred[target + 1] = a;
      blurred[target + 2] = b;
    }
  }
  return blurred;
}

/**
 * Measures the distance of each colour from the background's colours.
 *
 * These are the colours in the corners, and those at the border that are similar to them.
 */
function measureDistanceFromBorder({ width, height, data }) {
  const [rows, columns] = [height, width].map((edge) => Math.max(1, roundEven(CORNER * edge)));
  const border = [], corners = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInside = y >= BORDER_DEPTH && y < height - BORDER_DEPTH
        && x >= BORDER_DEPTH && x < width - BORDER_DEPTH;
      if (isInside) continue;
      const colour = data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3);
      border.push(colour);
      const isCorner = (y < rows || y >= height - rows) && (x < columns || x >= width - columns);
      if (isCorner) corners.push(colour);
    }
  }
  const near = joinColours(sample(corners)), others = sample(border);
  const differences = measureDistances(joinColours(others), near);
  const similar = others.filter((_, place) => differences[place] < DIFFERENT);
  return measureDistances(data, joinColours([...sample(corners), ...similar]));
}

function sample(colours) {
  const step = (colours.length - 1) / (BORDER_SAMPLES - 1);
  return Array.from({ length: BORDER_SAMPLES }, (_, place) =>
    colours[place === BORDER_SAMPLES - 1 ? colours.length - 1 : Math.trunc(place * step)]);
}

function joinColours(colours) {
  const joined = new Float64Array(3 * colours.length);
  colours.forEach((colour, place) => joined.set(colour, 3 * place));
  return joined;
}

/** Returns the distance to the k-th nearest of `others`, of which k - 1 may be of the item. */
function measureDistances(colours, others) {
  const k = Math.trunc((SHARE_OF_ITEM * others.length) / 3) + 1;
  const nearest = new Float64Array(k); // squares in ascending order
  const distances = new Float64Array(colours.length / 3);
  let bound = Infinity, lastL = 0, lastA = 0, lastB = 0;
  for (let place = 0; place < distances.length; place++) {
    const l = colours[3 * place], a = colours[3 * place + 1], b = colours[3 * place + 2];
    // The triangle inequality bounds the distance by that of the pixel before; 1e-6 is for rounding.
    bound += Math.hypot(l - lastL, a - lastA, b - lastB) + 1e-6;
    nearest.fill(bound * bound);
    for (let at = 0; at < others.length; at += 3) {
      const dl = others[at] - l, da = others[at + 1] - a, db = others[at + 2] - b;
      const square = dl * dl + da * da + db * db;
      if (square >= nearest[k - 1]) continue;
      let rank = k - 1;
      for (; rank > 0 && nearest[rank - 1] > square; rank--) nearest[rank] = nearest[rank - 1];
      nearest[rank] = square;
    }
    bound = distances[place] = Math.sqrt(nearest[k - 1]);
    lastL = l;
    lastA = a;
    lastB = b;
  }
  return distances;
}

/** Returns the threshold of Otsu's method: it maximises the variance between two classes. */
function findThreshold(values) {
  const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
  const edge = (bin) => low + (bin * (high - low)) / BINS;
  const counts = new Float64Array(BINS);
  for (const value of values) {
    counts[Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS))]++;
  }
  const centres = counts.map((_, bin) => (edge(bin) + edge(bin + 1)) / 2);
  const total = values.length;
  const sum = counts.reduce((partial, count, bin) => partial + count * centres[bin], 0);
  let below = 0, sumBelow = 0, best = { variance: -1, threshold: low };
  for (let bin = 0; bin < BINS - 1; bin++) {
    below += counts[bin];
    sumBelow += counts[bin] * centres[bin];
    const above = total - below;
    const difference = sumBelow / below - (sum - sumBelow) / above;
    const variance = below * above * difference ** 2;
    if (variance > best.variance) best = { variance, threshold: centres[bin] };
  }
  return best.threshold;
}

/**
 * Returns the largest region of a mask, with small holes filled.
 *
 * Pixels count more the nearer they are to the centre. Regions with a narrow gap between them
 * count as one.
 */
function chooseRegion(mask) {
  const { width, height, data } = mask;
  const joined = closeGaps(mask, Math.max(1, roundEven(GAP * Math.max(width, height))));
  const { labels, n } = labelRegions({ ...mask, data: joined.map((on, at) => on | data[at]) }, true);
  const place = (at, length) => (length > 1 ? (2 * at) / (length - 1) - 1 : -1);
  const weights = new Float64Array(n + 1);
  for (let at = 0; at < data.length; at++) {
    const row = place(Math.floor(at / width), height), column = place(at % width, width);
    if (labels[at]) weights[labels[at]] += Math.exp(-(row ** 2 + column ** 2));
  }
  const best = weights.indexOf(Math.max(...weights));
  return fillHoles({ ...mask, data: data.map((on, at) => (labels[at] === best ? on : 0)) });
}

/** Closes gaps in a mask: a dilation by a disk, then an erosion. Returns the mask's data. */
function closeGaps({ width, height, data }, radius) {
  const wide = width + 4 * radius, high = height + 4 * radius; // room around for the disk
  const disk = [];
  for (let y = -radius; y <= radius; y++) {
    for (let x = -radius; x <= radius; x++) {
      if (x * x + y * y <= radius * radius) disk.push(y * wide + x);
    }
  }
  const dilated = new Uint8Array(wide * high);
  const at = (y, x) => (y + 2 * radius) * wide + x + 2 * radius;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]) for (const offset of disk) dilated[at(y, x) + offset] = 1;
    }
  }
  return data.map((_, place) => {
    const centre = at(Math.floor(place / width), place % width);
    return disk.every((offset) => dilated[centre + offset]) ? 1 : 0;
  });
}

/** Labels the connected regions of a mask from 1 on, also across corners if `diagonally`. */
function labelRegions({ width, height, data }, diagonally) {
  const labels = new Int32Array(data.length), waiting = [];
  const steps = [[0, 1], [1, 0], [0, -1], [-1, 0]];
  if (diagonally) steps.push([1, 1], [1, -1], [-1, 1], [-1, -1]);
  let n = 0;
  for (let start = 0; start < data.length; start++) {
    if (!data[start] || labels[start]) continue;
    labels[start] = ++n;
    waiting.push(start);
    while (waiting.length) {
      const at = waiting.pop(), row = Math.floor(at / width), column = at % width;
      for (const [down, right] of steps) {
        const y = row + down, x = column + right, next = y * width + x;
        if (y < 0 || y >= height || x < 0 || x >= width || !data[next] || labels[next]) continue;
        labels[next] = n;
        waiting.push(next);
      }
    }
  }
  return { labels, n };
}

function fillHoles(mask) {
  const outside = { ...mask, data: mask.data.map((on) => 1 - on) };
  const { labels, n } = labelRegions(outside, false), sizes = new Int32Array(n + 1);
  for (const label of labels) sizes[label]++;
  const item = sizes[0], largest = Math.trunc(HOLE * item);
  return { ...mask, data: labels.map((label) => (!label || sizes[label] <= largest ? 1 : 0)) };
}

/** Returns the bounding box of a mask, or null if it is 0 everywhere. */
function boundItem({ width, height, data }) {
  let top = height, left = width, bottom = -1, right = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!data[y * width + x]) continue;
      top = Math.min(top, y);
      bottom = y;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Returns the square around a box; its edge is `frame` times the longest edge of the box. */
function surround(box, frame) {
  const edge = Math.max(1, roundEven(frame * Math.max(box.height, box.width)));
  const top = box.top - Math.floor((edge - box.height) / 2);
  const left = box.left - Math.floor((edge - box.width) / 2);
  return { top, left, height: edge, width: edge };
}

/** Crops a picture to a box, repeating edge pixels beyond the picture. */
function cut(picture, box) {
  const source = new Uint32Array(picture.data.buffer), data = new Uint32Array(box.height * box.width);
  const clip = (value, length) => Math.min(length - 1, Math.max(0, value));
  const columns = Int32Array.from({ length: box.width }, (_, x) => clip(box.left + x, picture.width));
  for (let y = 0; y < box.height; y++) {
    const from = clip(box.top + y, picture.height) * picture.width, to = y * box.width;
    for (let x = 0; x < box.width; x++) data[to + x] = source[from + columns[x]];
  }
  return { ...box, data: new Uint8ClampedArray(data.buffer) };
}

/** Returns the crops of an item, `size` pixels long, in each of `FRAMES`, and the whole picture. */
function cutViews(picture, box, size) {
  const { width, height } = picture, painted = paintOnWhite(picture);
  const whole = surround({ top: 0, left: 0, height, width }, 1);
  const squares = [...FRAMES.map((frame) => surround(box, frame)), whole];
  return squares.map((square) => resize(cut(painted, square), size, size, FILTERS.box));
}
