// node annex.js FILE.html...: use each annex or index as a reader does, by mouse, keyboard and printer; fail on what does not work.
// CHROMIUM names another browser than /usr/bin/chromium.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
const FOR_THE_SCREEN = ".skip, .whole-list, .mark, .download, .origin, .back, .contents, .filter, details.code, details.data, footer";
const FIRST_SCREEN = 800;
const MOST_REGIONS = 40;
const TABS = 80;

// What the annex promises, each under its name: a list of faults, empty if it holds.
const PROMISES = {
  "every link inside leads to its place": async (page) => {
    const links = await page.$$eval("a[href^='#']", (all) => [...new Set(all.map((link) => link.getAttribute("href")))]);
    return page.evaluate((hrefs) => hrefs.filter((href) => !document.getElementById(href.slice(1))), links);
  },
  "a click in the contents shows its heading": async (page) => followed(page, "nav.contents a", 12, "figure"),
  "a finding in a table leads to its row in the register": async (page) => followed(page, "a[href^='#bt-']", 6, "#so-bat-thuong"),
  "a case in the register leads to its card": async (page) => followed(page, "tr[id^='bt-'] td a", 4, "#so-bat-thuong"),
  "each CSV holds the table above it": async (page) =>
    page.evaluate(() => {
      const faults = [];
      for (const link of document.querySelectorAll("a[download$='.csv']")) {
        const bytes = Uint8Array.from(atob(link.href.split("base64,")[1]), (letter) => letter.charCodeAt(0));
        const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
        const table = document.getElementById(link.download.slice(0, -4));
        const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
        if (!text.startsWith("\ufeff")) faults.push(`${link.download} has no byte order mark`);
        if (!heads.every((head) => text.split("\r\n")[0].includes(head.replaceAll('"', '""')))) faults.push(`${link.download} has other headings`);
        const first = table.tBodies[0].rows[0].cells[0].textContent;
        if (table.tBodies[0].rows[0].cells.length > 1 && !text.includes(first.replaceAll('"', '""'))) faults.push(`${link.download} lacks ${first}`);
      }
      return faults;
    }),
  "each chart can be taken as a picture that opens": async (page) =>
    page.evaluate(async () => {
      const faults = [];
      const links = [...document.querySelectorAll("a[download$='.svg'], a[download$='.png']")];
      if (links.length !== 2 * document.querySelectorAll("figure").length) faults.push(`${links.length} pictures to take`);
      for (const link of links) {
        const picture = new Image();
        picture.src = link.href;
        await picture.decode().catch((error) => faults.push(`${link.download}: ${error.message}`));
        if (picture.naturalWidth < 300) faults.push(`${link.download} is ${picture.naturalWidth} px wide`);
      }
      return faults;
    }),
  "a download gives the file": async (page) => {
    const faults = [];
    const starts = { csv: /^\ufeff\S/, svg: /^<svg/, png: /^.PNG/ };
    for (const [kind, start] of Object.entries(starts)) {
      const link = page.locator(`a[download$='.${kind}']:visible`).first();
      if (!(await link.count())) continue;
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const text = fs.readFileSync(await download.path(), kind === "png" ? "latin1" : "utf8");
      if (download.suggestedFilename() !== (await link.getAttribute("download"))) faults.push(`named ${download.suggestedFilename()}`);
      if (!start.test(text)) faults.push(`${download.suggestedFilename()} begins with ${JSON.stringify(text.slice(0, 20))}`);
    }
    return faults;
  },
  "the skip link comes first and skips": async (page) => {
    await page.reload();
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => ({ name: document.activeElement.className, x: document.activeElement.getBoundingClientRect().x }));
    await page.keyboard.press("Enter");
    const at = await page.evaluate(() => document.activeElement.id);
    return [...(first.name === "skip" && first.x >= 0 ? [] : [`first is ${first.name} at ${first.x}`]), ...(at === "noi-dung" ? [] : [`it leads to "${at}"`])];
  },
  "the keyboard follows the page": async (page) => {
    await page.reload();
    const faults = await page.$$eval("[tabindex]", (all) => all.filter((one) => one.tabIndex > 0).map((one) => `tabindex ${one.tabIndex}`));
    await page.evaluate(() => (window.before = null));
    for (let at = 0; at < TABS; at++) {
      await page.keyboard.press("Tab");
      const back = await page.evaluate(() => {
        const now = document.activeElement;
        const wrong = window.before && now !== document.body && !(window.before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
        window.before = now === document.body ? null : now;
        return wrong ? now.outerHTML.slice(0, 100) : "";
      });
      if (back) faults.push(`tab ${at + 1} goes back to ${back}`);
      if (await page.evaluate(() => document.activeElement === document.body)) break;
    }
    return faults;
  },
  "each link that shows a sign only has a name": async (page) =>
    page.$$eval(".mark", (all) => all.filter((link) => !link.getAttribute("aria-label")).map((link) => link.outerHTML)),
  "the printer gets what is read and not what is for the screen": async (page) => {
    await page.emulateMedia({ media: "print" });
    const faults = await page.$$eval(FOR_THE_SCREEN, (all) => all.filter((part) => part.checkVisibility()).map((part) => `prints ${part.className || part.tagName}`));
    const lost = await page.$$eval("main table, main figure :not(.narrow) > svg, main h1, main h2", (all, apart) =>
      all.filter((part) => !part.closest(`svg svg, details.data, ${apart}`) && !part.getClientRects().length).map((part) => `does not print ${part.id || part.tagName}`),
      FOR_THE_SCREEN,
    );
    await page.emulateMedia({ media: "screen" });
    return [...new Set([...faults, ...lost])];
  },
  "the first fact stands in the first screen": async (page) =>
    page.$$eval("#diem-chinh li", (all, most) => all.slice(0, 1).filter((one) => one.getBoundingClientRect().top + scrollY > most).map((one) => `it begins at ${one.getBoundingClientRect().top} px`), FIRST_SCREEN),
  "landmarks are few": async (page) =>
    page.$$eval("[role=region], section[aria-labelledby], nav, main, header, footer", (all, most) => (all.length > most ? [`there are ${all.length}`] : []), MOST_REGIONS),
  "a chapter folds, and a link into it opens it": async (page) => {
    const chapter = page.locator("details.fold").last();
    if (!(await chapter.count())) return [];
    const id = await chapter.locator("[id]").last().getAttribute("id");
    await chapter.locator("> summary").click();
    const folded = await chapter.evaluate((one) => !one.open);
    await page.evaluate((to) => (location.hash = to), id);
    const opened = await chapter.evaluate((one) => one.open);
    return [...(folded ? [] : ["it does not fold"]), ...(opened ? [] : [`#${id} stays hidden`])];
  },
  "a long table is filtered as one types": async (page) => {
    const field = page.locator(".filter input:visible").first();
    if (!(await field.count())) return [];
    const rows = field.locator("xpath=../following-sibling::*[1]//tbody/tr");
    const before = await rows.count();
    const word = (await rows.last().innerText()).trim().split(/\s+/).slice(0, 3).join(" ").slice(0, 12);
    await field.fill(word);
    const left = await rows.evaluateAll((all) => all.filter((row) => !row.hidden).length);
    await field.fill("");
    const all = await rows.evaluateAll((found) => found.filter((row) => !row.hidden).length);
    return [...(left >= 1 && left < before ? [] : [`"${word}" leaves ${left} of ${before} rows`]), ...(all === before ? [] : [`${all} of ${before} rows come back`])];
  },
  "links to files lead to files": async (page, file) => {
    const links = await page.$$eval("a[href]:not([href^='#']):not([href^='data:'])", (all) => all.map((link) => link.getAttribute("href")));
    return links.filter((link) => !/^https?:/.test(link) && !fs.existsSync(path.join(path.dirname(file), decodeURIComponent(link))));
  },
};

// Follow up to `most` links of a kind, spread over the page; each must bring its target into the window.
// Where the page has a `proof` that they are due, there must be some.
async function followed(page, selector, most, proof) {
  const links = await page.$$(selector);
  const faults = !links.length && (await page.$(proof)) ? ["there are none"] : [];
  for (let at = 0; at < links.length; at += Math.max(1, Math.floor(links.length / most))) {
    const href = await links[at].getAttribute("href");
    // a reader unfolds what holds the link before following it
    await links[at].evaluate((link) => {
      for (let fold = link.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    });
    await links[at].click();
    const seen = await page.evaluate((id) => {
      const place = document.getElementById(id)?.getBoundingClientRect();
      return place && location.hash === `#${id}` && place.bottom > 0 && place.top < innerHeight;
    }, href.slice(1));
    if (!seen) faults.push(`${href} is not in sight`);
  }
  return faults;
}

async function main() {
  const files = process.argv.slice(2);
  if (!files.length) {
    console.error("usage: node annex.js FILE.html...");
    return 2;
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  let faults = 0;
  try {
    for (const file of files) {
      // the page forbids scripts of its own; the ones that look at it come from outside
      const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 1280, height: 900 }, acceptDownloads: true });
      const page = await context.newPage();
      page.setDefaultTimeout(900000); // ms; a slow machine
      await page.goto(`file://${path.resolve(file)}`, { waitUntil: "load" });
      for (const [name, holds] of Object.entries(PROMISES)) {
        const found = await holds(page, file);
        console.log(`${found.length ? "FAIL" : "ok  "} ${file}: ${name}`);
        found.slice(0, 8).forEach((fault) => console.log(`     ${fault}`));
        faults += found.length;
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return faults ? 1 : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
