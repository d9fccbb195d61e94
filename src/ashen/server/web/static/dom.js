// Elements from data. Text is always text: names of files and titles may hold anything.

/** An element with properties (class, events as onclick, data-, aria- and other attributes) and children. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) element.style.setProperty(key, to);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A picture or video of a query or of a match, with what is shown where the browser cannot play it. */
export function media(kind, source, name, { poster = null, otherwise = "", loop = true } = {}) {
  const frame = h("div", { class: "frame" });
  const missing = () => frame.replaceChildren(h("div", { class: "missing" }, otherwise));
  if (!source) {
    missing();
    return frame;
  }
  if (kind === "image") frame.append(h("img", { src: source, alt: name, onerror: missing, decoding: "async" }));
  else {
    const moving = !still();
    const video = h("video", { src: source, poster, playsinline: true, loop, "aria-label": name, preload: "auto" });
    video.muted = true;
    video.controls = !moving || !loop;
    video.autoplay = moving && loop;
    video.addEventListener("loadedmetadata", () => frame.style.setProperty("aspect-ratio", `${video.videoWidth} / ${video.videoHeight}`));
    video.addEventListener("error", () => (poster ? frame.replaceChildren(h("img", { src: poster, alt: name, onerror: missing })) : missing()));
    frame.append(video);
  }
  return frame;
}

/** Seconds as 1:02:03.4 or 2:03.4. */
export function clock(seconds, decimals = 1) {
  const scale = 10 ** decimals;
  const ticks = Math.round(Math.max(0, seconds) * scale);
  const s = Math.floor(ticks / scale), hours = Math.floor(s / 3600), minutes = Math.floor(s / 60) % 60;
  const rest = String(s % 60).padStart(2, "0") + (decimals ? "." + String(ticks % scale).padStart(decimals, "0") : "");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
