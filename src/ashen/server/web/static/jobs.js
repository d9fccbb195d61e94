// Long videos: sent as jobs, followed, and kept in this browser's list until they are taken off it.
import { sent, told } from "./ask.js";
import { byId, h } from "./dom.js";
import { keyHeaders } from "./key.js";
import { num, t } from "./words.js";

const NAME = "ashen-jobs";
const ENDED = ["done", "failed", "cancelled", "gone"];

/** {id, name, state, progress, error, source, sending}; those with an id are kept. */
let jobs = [];
let open = () => {};

const save = () => {
  const kept = jobs.filter((job) => job.id).map(({ id, name, state, progress }) => ({ id, name, state, progress }));
  try { localStorage.setItem(NAME, JSON.stringify(kept)); } catch { /* storage may be off */ }
};

/** Send a video as a job. */
export async function submit(file) {
  const control = new AbortController();
  const job = { name: file.name ?? "", state: "sending", progress: 0, source: URL.createObjectURL(file), sending: control };
  jobs.unshift(job);
  draw();
  try {
    const tell = (share) => { job.progress = share ?? 1; draw(); };
    Object.assign(job, await sent("/v1/jobs", file, tell, control.signal), { sending: null });
    follow(job);
  } catch (error) {
    Object.assign(job, { state: error.name === "AbortError" ? "cancelled" : "failed", error: error.message || error.code, sending: null });
  }
  save();
  draw();
}

function follow(job) {
  const events = new EventSource(`/v1/jobs/${job.id}/events`);
  const hear = (event) => {
    const state = JSON.parse(event.data);
    Object.assign(job, { state: state.state, progress: state.progress, error: state.error?.detail });
    if (ENDED.includes(job.state)) { events.close(); save(); byId("live").textContent = `${job.name}: ${t(`job_${job.state}`)}`; }
    draw();
  };
  for (const name of ["progress", "done", "failed", "cancelled"]) events.addEventListener(name, hear);
  events.onerror = async () => {
    if (events.readyState !== EventSource.CLOSED) return; // it tries again by itself
    const answer = await fetch(`/v1/jobs/${job.id}`).catch(() => null);
    if (answer?.status === 404) { job.state = "gone"; save(); draw(); }
  };
}

async function cancel(job) {
  if (job.sending) job.sending.abort();
  else await fetch(`/v1/jobs/${job.id}`, { method: "DELETE", headers: keyHeaders() });
}

async function show(job) {
  try {
    const answer = await fetch(`/v1/jobs/${job.id}/result`);
    open({ answer: told(answer.status, await answer.text()), query: { source: job.source ?? null, name: job.name } });
  } catch (error) {
    Object.assign(job, { state: error.code === "job_missing" ? "gone" : job.state, error: error.message });
    draw();
  }
}

function remove(job) {
  jobs = jobs.filter((other) => other !== job);
  if (job.source) URL.revokeObjectURL(job.source);
  save();
  draw();
  byId("jobs-title").focus();
}

function row(job) {
  const ended = ENDED.includes(job.state), kind = { done: "good", failed: "bad" }[job.state] ?? "";
  const bar = ended ? null : h("progress", { max: 1, value: job.state === "waiting" ? null : job.progress, "aria-label": t("progressOf", { name: job.name }) });
  const said = job.state === "sending" ? t("sending", { share: Math.round(100 * job.progress) }) : t(`job_${job.state}`) + (job.state === "running" ? ` ${num(Math.round(100 * job.progress))} %` : "");
  const button = (word, onclick, primary = false) => h("button", { type: "button", class: primary ? "primary" : null, onclick, "aria-label": `${t(word)}: ${job.name}` }, t(word));
  return h("li", { class: "job" },
    h("div", { class: "job-words" }, h("p", { class: "job-name" }, job.name || "–"), h("p", { class: `job-state ${kind}` }, said), ended && job.error ? h("p", { class: "say" }, job.error) : null, bar),
    h("div", { class: "job-do" }, job.state === "done" ? button("jobShow", () => show(job), true) : null, ended ? button("jobForget", () => remove(job)) : button("stop", () => cancel(job))));
}

/** The list as it is now; only what changed is touched while a bar moves, so that buttons keep the focus. */
export function draw() {
  const list = byId("jobs-list"), focused = document.activeElement?.getAttribute("aria-label");
  list.replaceChildren(...jobs.map(row));
  byId("jobs-none").hidden = jobs.length > 0;
  if (focused && document.activeElement === document.body) [...list.querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === focused)?.focus({ preventScroll: true });
}

/** Read what is kept, and follow it. `whenOpened` hears {answer, query} of a result that is to be shown. */
export function listenJobs(whenOpened) {
  open = whenOpened;
  try { jobs = JSON.parse(localStorage.getItem(NAME) ?? "[]"); } catch { jobs = []; }
  for (const job of jobs) if (!ENDED.includes(job.state)) follow(job);
  byId("job-pick").addEventListener("click", () => byId("job-file").click());
  byId("job-file").addEventListener("change", ({ target }) => { if (target.files[0]) submit(target.files[0]); target.value = ""; });
  draw();
}
