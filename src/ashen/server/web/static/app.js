// The page: where a query comes from, and which part is shown.
import { askFile, askUrl, library } from "./ask.js";
import { byId } from "./dom.js";
import { showAnswer, showProblem } from "./found.js";
import { draw as drawJobs, listenJobs, submit } from "./jobs.js";
import { listenKey } from "./key.js";
import { showShelf } from "./shelf.js";
import { lang, speak, t, translate } from "./words.js";

const PARTS = ["start", "work", "found", "shelf", "jobs"];
const LONG = new Set(["video_too_long", "body_too_large", "search_took_too_long", "http_413"]);
let running = null;
let last = null; // {answer | error, query}: to say it again in another language

function show(part) {
  for (const each of PARTS) byId(each).hidden = each !== part;
  const page = { shelf: "library", jobs: "jobs" }[part] ?? "search";
  for (const link of document.querySelectorAll("nav a")) link.dataset.page === page ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
}

const say = (words) => { byId("live").textContent = words; };

function draw() {
  const long = last.error && last.query.file && LONG.has(last.error.code) ? () => { location.hash = "#/jobs"; submit(last.query.file); } : null;
  if (last.error) showProblem(byId("found"), last.error, long);
  else showAnswer(byId("found"), last.answer, last.query);
  show("found");
}

/** Ask, and show what comes of it. `query` is {source, name, host, file} or {url}. */
async function search(query) {
  running?.abort();
  const mine = (running = new AbortController());
  if (location.hash.length > 2) history.replaceState(null, "", "#/");
  const word = byId("work-word"), bar = byId("progress");
  const tell = (share) => {
    word.textContent = share === null ? t("looking") : t("sending", { share: Math.round(100 * share) });
    share === null ? bar.removeAttribute("value") : (bar.value = share);
  };
  tell(query.file ? 0 : null);
  show("work");
  word.focus();
  if (last?.query.source?.startsWith("blob:") && last.query.source !== query.source) URL.revokeObjectURL(last.query.source);
  try {
    const answer = await (query.file ? askFile(query.file, { tell, signal: mine.signal }) : askUrl(query.url, { signal: mine.signal }));
    last = { answer, query };
  } catch (error) {
    if (running !== mine) return; // another search has begun
    if (error.name === "AbortError") { home(); return; }
    last = { error: error instanceof TypeError ? { code: "unreachable", message: "" } : error, query };
  }
  if (running !== mine) return;
  running = null;
  reveal();
}

/** Show what was found, from its top. */
function reveal() {
  draw();
  history.replaceState(null, "", "#/found");
  scrollTo(0, 0);
  const title = byId("verdict");
  title.focus();
  say(title.textContent);
}

function searchFile(file) {
  search({ file, source: URL.createObjectURL(file), name: file.name ?? "" });
}

function searchUrl(url) {
  let host = url;
  try { host = new URL(url).host; } catch { /* the server says what is wrong with it */ }
  search({ url, source: null, host, name: url });
}

function home() {
  running?.abort();
  running = null;
  show("start");
}

async function shelf() {
  show("shelf");
  try {
    showShelf(byId("shelf"), await library());
  } catch (error) {
    last = { error: error instanceof TypeError ? { code: "unreachable", message: "" } : error, query: {} };
    draw();
  }
}

function route() {
  if (location.hash === "#/library") shelf().then(() => byId("shelf-title")?.focus());
  else if (location.hash === "#/found" && last) show("found");
  else if (location.hash === "#/jobs") { show("jobs"); byId("jobs-title").focus(); }
  else home();
}

/** The browser extension of trace.moe sets the source of this element. */
function watchOriginal() {
  const image = byId("originalImage");
  new MutationObserver(async () => {
    const source = image.getAttribute("src");
    if (!source) return;
    if (/^https?:/i.test(source) && new URL(source).origin !== location.origin) return searchUrl(source);
    if (source.startsWith("data:")) return searchFile(new File([bytesOf(source)], "picture", { type: source.slice(5).split(/[;,]/)[0] }));
    try {
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
      canvas.getContext("2d").drawImage(image, 0, 0);
      canvas.toBlob((blob) => searchFile(new File([blob], "picture.png", { type: blob.type })));
    } catch { say(t("cannot")); }
  }).observe(image, { attributeFilter: ["src"] });
}

function bytesOf(address) {
  const [head, body] = [address.slice(0, address.indexOf(",")), address.slice(address.indexOf(",") + 1)];
  const text = head.endsWith(";base64") ? atob(body) : decodeURIComponent(body);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function tellHeld() {
  try {
    const held = await library();
    byId("held").textContent = held.videos ? t("held", held) : t("heldNone");
  } catch { byId("held").textContent = ""; }
}

function listen() {
  byId("pick").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", ({ target }) => { if (target.files[0]) searchFile(target.files[0]); target.value = ""; });
  byId("stop").addEventListener("click", () => running?.abort());
  byId("link").addEventListener("submit", (event) => { event.preventDefault(); searchUrl(byId("url").value.trim()); });
  byId("language").addEventListener("click", () => {
    speak(lang() === "ja" ? "en" : "ja");
    tellHeld();
    if (last) { const shown = PARTS.find((part) => !byId(part).hidden); draw(); show(shown); }
    if (!byId("shelf").hidden) shelf();
    drawJobs();
  });
  const theme = byId("theme");
  const dark = () => document.documentElement.dataset.theme === "dark";
  theme.setAttribute("aria-pressed", String(dark()));
  theme.addEventListener("click", () => {
    const chosen = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = chosen;
    theme.setAttribute("aria-pressed", String(dark()));
    try { localStorage.setItem("ashen-theme", chosen); } catch { /* storage may be off */ }
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) byId("paste-keys").textContent = "⌘";
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])][0], text = event.clipboardData?.getData("text/plain")?.trim() ?? "";
    if (file) { event.preventDefault(); searchFile(file); }
    else if (/^https?:\/\/\S+$/.test(text) && !(event.target instanceof HTMLInputElement)) searchUrl(text);
  });
  let depth = 0;
  const over = (on) => document.body.classList.toggle("over", on);
  document.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  document.addEventListener("dragleave", () => { depth -= 1; if (depth <= 0) { depth = 0; over(false); } });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    const file = event.dataTransfer.files[0], link = event.dataTransfer.getData("text/uri-list").split("\n")[0]?.trim();
    if (file) byId("jobs").hidden ? searchFile(file) : submit(file);
    else if (link) searchUrl(link);
  });
  addEventListener("hashchange", route);
}

translate();
listen();
listenKey();
listenJobs((found) => { last = found; reveal(); });
watchOriginal();
tellHeld();
const linked = new URLSearchParams(location.search).get("url");
if (linked) { byId("url").value = linked; searchUrl(linked); } else route();
