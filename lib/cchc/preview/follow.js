// Follows the preview: replaces the chapters that changed, keeps the reader's place, tells what is wrong.
const bar = document.createElement("aside");
bar.id = "xem-truoc";
bar.setAttribute("aria-label", "Xem trước");
bar.innerHTML = '<p role="status"></p><pre role="alert" hidden></pre><p class="files">Tải về: <a href="/annex.pdf">PDF</a> · <a href="/annex.docx">Word</a> · <a href="/annex.xlsx">Excel</a></p>';
const style = document.createElement("style");
style.textContent = "#xem-truoc{position:fixed;right:1rem;bottom:1rem;z-index:9;max-width:min(34rem,calc(100vw - 2rem));padding:.5rem .9rem;border:1px solid currentColor;border-radius:.4rem;background:Canvas;color:CanvasText;font:15px system-ui,sans-serif}#xem-truoc p{margin:.2rem 0}#xem-truoc pre{margin:.3rem 0;max-height:40vh;overflow:auto;white-space:pre-wrap;font:inherit}.preview-failed{border-left:4px solid #b00020;padding:.4rem .8rem;white-space:pre-wrap}@media print{#xem-truoc,.preview-failed{display:none}}";
document.head.append(style);
document.body.append(bar);
const [told, wrong] = bar.children;

const chapterOf = (anchor) => document.getElementById(anchor)?.closest("section.chapter");
// what the reader sees at the top: the nearest thing with an address, else the chapter, and how far from the edge it is
function place() {
  const seen = [...document.querySelectorAll("main [id]")].map((one) => [one.id, one.getBoundingClientRect().top]);
  return seen.filter(([, top]) => top > -innerHeight).sort((a, b) => Math.abs(a[1]) - Math.abs(b[1])).slice(0, 20);
}
function back(seen) {
  for (const [id, top] of seen) {
    const now = document.getElementById(id);
    if (!now) continue;
    scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
    return;
  }
}
const nameOf = (box) => box.querySelector("summary")?.textContent ?? "";
function openOnes(within) {
  return new Map([...within.querySelectorAll("details")].map((box, n) => [`${n} ${nameOf(box)}`, box.open]));
}
function openAgain(within, before) {
  [...within.querySelectorAll("details")].forEach((box, n) => {
    const open = before.get(`${n} ${nameOf(box)}`);
    if (open !== undefined) box.open = open;
  });
}
function parse(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.querySelector("section.chapter");
}
function swap(old, now) {
  const before = openOnes(old);
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(now);
  openAgain(now, before);
  filters(now);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
async function swapFrame(whole) {
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  if (!document.querySelector("main")) return location.reload(); // there was no annex yet
  document.title = page.title;
  document.querySelector("head style").textContent = page.querySelector("head style").textContent;
  const names = ["header.masthead", "nav.contents", "footer", whole ? "main" : "section.whole-list"];
  for (const name of names) {
    const old = document.querySelector(name), now = page.querySelector(name);
    if (old && now) swap(old, now);
  }
}
function tellFailed(failed) {
  for (const old of document.querySelectorAll(".preview-failed")) old.remove();
  for (const [anchor, says] of Object.entries(failed)) {
    const note = document.createElement("p");
    note.className = "preview-failed";
    note.setAttribute("role", "alert");
    note.textContent = says;
    chapterOf(anchor)?.querySelector("summary, h2")?.after(note);
  }
}
let shown = document.documentElement.dataset.name;
async function show(change) {
  const seen = place();
  // a page that missed a change, or was opened before this process began, takes all of it
  const missed = change.name !== shown && change.before !== shown;
  if (change.whole || missed) await swapFrame(true);
  else {
    for (const [anchor, html] of Object.entries(change.parts)) swap(chapterOf(anchor), parse(html));
    if (change.frame) await swapFrame(false);
  }
  shown = change.name;
  tellFailed(change.failed);
  back(seen);
  mind();
  wrong.textContent = change.problem;
  wrong.hidden = !change.problem;
  told.textContent = change.says;
  document.documentElement.dataset.name = shown;
}
let queue = Promise.resolve();
const stream = new EventSource("/events");
stream.addEventListener("change", (event) => { queue = queue.then(() => show(JSON.parse(event.data))); });
stream.addEventListener("working", (event) => { told.textContent = JSON.parse(event.data); });
stream.addEventListener("error", () => { told.textContent = "Mất liên lạc với lệnh xem trước; trang giữ nguyên như lần cuối."; });
