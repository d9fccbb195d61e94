// The reader's key: kept in this browser, sent with each search.
import { byId } from "./dom.js";
import { t } from "./words.js";

const NAME = "ashen-key";

const kept = () => { try { return localStorage.getItem(NAME) ?? ""; } catch { return ""; } };

/** Headers that say whose search it is. */
export const keyHeaders = () => (kept() ? { "X-API-Key": kept() } : {});

function keep(key) {
  try { key ? localStorage.setItem(NAME, key) : localStorage.removeItem(NAME); } catch { /* storage may be off */ }
  mark();
}

const mark = () => byId("key").classList.toggle("has", Boolean(kept()));

/** What is left for whoever asks, in a sentence; or that the key is none. */
async function tellQuota() {
  const place = byId("quota");
  place.textContent = "";
  try {
    const answer = await fetch("/me", { headers: keyHeaders() });
    const me = await answer.json();
    place.classList.toggle("bad", !answer.ok);
    place.textContent = answer.ok ? t("quota", { used: me.quotaUsed, quota: me.quota }) : t("keyRefused");
  } catch { place.textContent = t("failedNet"); }
}

export function listenKey() {
  const dialog = byId("key-dialog"), field = byId("key-field");
  byId("key").addEventListener("click", () => {
    field.value = kept();
    dialog.showModal();
    tellQuota();
  });
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    keep(field.value.trim());
    tellQuota();
  });
  byId("key-forget").addEventListener("click", () => { field.value = ""; keep(""); tellQuota(); });
  byId("key-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  mark();
}
