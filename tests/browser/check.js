// node check.js FILE.html... [--shots FOLDER]: open each annex in Chromium and fail on anything a reader would suffer from.
// CHROMIUM names another browser than /usr/bin/chromium.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
const VIEWS = [
  { name: "light", width: 1280, colorScheme: "light", media: "screen" },
  { name: "dark", width: 1280, colorScheme: "dark", media: "screen" },
  { name: "print", width: 794, colorScheme: "light", media: "print" },
  { name: "320 px", width: 320, colorScheme: "light", media: "screen" },
  { name: "320 px dark", width: 320, colorScheme: "dark", media: "screen" },
];

async function checkView(browser, file, view, shots) {
  const context = await browser.newContext({
    locale: "vi-VN",
    viewport: { width: view.width, height: 900 },
    colorScheme: view.colorScheme,
    bypassCSP: true, // the page forbids every script, axe's too
  });
  const page = await context.newPage();
  page.setDefaultTimeout(900000); // ms; a slow machine
  const faults = [];
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`request ${request.url().slice(0, 200)}`);
  });
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  await page.emulateMedia({ media: view.media, colorScheme: view.colorScheme });
  await page.goto(`file://${path.resolve(file)}`, { waitUntil: "load" });
  const facts = await page.evaluate(() => ({
    scripts: document.scripts.length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    faces: [...document.fonts].filter((face) => face.status === "error").map((face) => face.family),
  }));
  if (shots) await page.screenshot({ path: path.join(shots, `${path.parse(file).name}-${view.name.replace(/ /g, "-")}.png`), fullPage: true });
  // folded parts are read too
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  const opened = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (facts.scripts > 1) faults.push(`${facts.scripts} scripts`);
  if (view.media === "screen" && Math.max(facts.overflow, opened) > 0) faults.push(`${Math.max(facts.overflow, opened)} px wider than the window`);
  facts.faces.forEach((face) => faults.push(`the font ${face} did not load`));
  await page.evaluate(AXE);
  const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
  for (const violation of result.violations) {
    for (const node of violation.nodes.slice(0, 5)) {
      faults.push(`axe ${violation.impact} ${violation.id} (${violation.nodes.length}): ${node.html.slice(0, 160)} ${node.failureSummary.split("\n")[1] || ""}`);
    }
  }
  await context.close();
  const incomplete = result.incomplete.map((rule) => `${rule.id} ${rule.nodes.length}`).join(", ");
  console.log(`${faults.length ? "FAIL" : "ok  "} ${file} ${view.name}: ${result.passes.length} axe rules passed${incomplete ? `; axe left open: ${incomplete}` : ""}`);
  faults.forEach((fault) => console.log(`     ${fault}`));
  return faults.length;
}

// The reader's own view: the page's policy in force.
async function checkPolicy(browser, file) {
  const page = await (await browser.newContext()).newPage();
  const faults = [];
  page.on("request", (request) => /^(file|data):/.test(request.url()) || faults.push(`request ${request.url().slice(0, 200)}`));
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  await page.goto(`file://${path.resolve(file)}`, { waitUntil: "load" });
  await page.waitForTimeout(500);
  console.log(`${faults.length ? "FAIL" : "ok  "} ${file} as a reader opens it`);
  faults.forEach((fault) => console.log(`     ${fault}`));
  return faults.length;
}

async function main() {
  const words = process.argv.slice(2);
  const at = words.indexOf("--shots");
  const shots = at < 0 ? "" : words.splice(at, 2)[1];
  if (!words.length) {
    console.error("usage: node check.js FILE.html... [--shots FOLDER]");
    return 2;
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  let faults = 0;
  try {
    for (const file of words) {
      faults += await checkPolicy(browser, file);
      for (const view of VIEWS) faults += await checkView(browser, file, view, shots);
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
