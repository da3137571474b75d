// node preview.js PYTHON [--shots FOLDER]: an analyst edits while the preview is open in Chromium; the page must follow each time.
// PYTHON is the interpreter that has cchc; CHROMIUM names another browser than /usr/bin/chromium. The preview runs over a copy
// of notebooks/ and data/ in a temporary folder, on a free port; no request may go anywhere else.
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");
const { chromium } = require("playwright-core");

const PROJECT = path.resolve(__dirname, "../..");
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
const PATIENCE = 900000; // ms; a first build on a slow machine
const [interpreter, ...words] = process.argv.slice(2);
const python = path.resolve(interpreter); // the preview runs in another folder
const shots = words[0] === "--shots" ? words[1] : "";
const failures = [];
const check = (holds, says) => { console.log(`${holds ? "ok  " : "FAIL"} ${says}`); if (!holds) failures.push(says); };

function lay(folder) {
  for (const name of ["notebooks", "data"]) fs.cpSync(path.join(PROJECT, name), path.join(folder, name), { recursive: true });
}
function mend(file, before, after) {
  const text = fs.readFileSync(file, "utf8");
  if (!text.includes(before)) throw new Error(`${file} does not hold ${before}`);
  fs.writeFileSync(file, text.replace(before, after));
}
async function start(folder) {
  const preview = spawn(python, ["-m", "cchc", "preview", "2024Q1", "--port", "0", "--lang", "en"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  preview.ended = new Promise((resolve) => preview.on("exit", (code, signal) => resolve(code ?? signal)));
  let said = "";
  preview.stderr.on("data", (text) => { said += text; });
  preview.said = () => said;
  const address = await new Promise((resolve, reject) => {
    preview.stdout.on("data", (text) => { const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text); if (found) resolve(found[0]); });
    preview.on("exit", () => reject(new Error(`the preview ended: ${said}`)));
  });
  return { preview, address };
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cchc-preview-"));
  lay(folder);
  const notebook = path.join(folder, "notebooks", "05-so-hoa.ipynb");
  const figures = path.join(folder, "data", "2024Q1", "figures.csv");
  const rules = path.join(folder, "data", "catalog", "rules.yml");
  const { preview, address } = await start(folder);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const foreign = [], errors = [];
    page.on("request", (request) => { if (!request.url().startsWith(address) && !request.url().startsWith("data:")) foreign.push(request.url()); });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(address, { waitUntil: "load", timeout: PATIENCE });
    await page.waitForFunction(() => document.querySelector("#xem-truoc [role=status]").textContent !== "");
    const name = () => page.evaluate(() => document.documentElement.dataset.name);
    const follows = async (does) => {
      const before = await name(), begun = Date.now();
      does();
      await page.waitForFunction((old) => document.documentElement.dataset.name !== old, before);
      return Date.now() - begun;
    };
    const text = (id) => page.evaluate((one) => document.getElementById(one).closest("section").innerText, id);
    const mark = (id) => page.evaluate((one) => { document.getElementById(one).closest("section").marked = true; }, id);
    const marked = (id) => page.evaluate((one) => document.getElementById(one).closest("section").marked === true, id);

    // the reader stands in chapter 5, with a fold open that was shut
    await page.evaluate(() => document.getElementById("muc-05").scrollIntoView());
    await page.evaluate(() => scrollBy(0, 300));
    const fold = await page.evaluate(() => { const box = document.querySelector('section[aria-labelledby="muc-05"] details:not([open])'); if (box) box.open = true; return box !== null; });
    const place = () => page.evaluate(() => { const seen = document.querySelector('section[aria-labelledby="muc-05"] table, section[aria-labelledby="muc-05"] svg').getBoundingClientRect().top; return Math.round(seen); });
    await mark("muc-04"); await mark("muc-05");
    const stood = await place();
    let took = await follows(() => mend(notebook, "Nội dung phân tích:", "Một câu mới của người soạn:"));
    check((await text("muc-05")).includes("Một câu mới của người soạn:"), `a sentence of a notebook shows (${took} ms)`);
    check((await marked("muc-04")) && !(await marked("muc-05")), "its chapter alone was replaced");
    check(Math.abs((await place()) - stood) < 4, "the reader's place is kept");
    if (fold) check(await page.evaluate(() => document.querySelectorAll('section[aria-labelledby="muc-05"] details[open]').length > 0), "what was unfolded stays so");
    if (shots) await page.screenshot({ path: path.join(shots, "preview-sentence.png") });

    took = await follows(() => mend(figures, "banner_length,area,200,", "banner_length,area,201,"));
    check((await text("muc-01")).includes("201"), `a figure shows (${took} ms)`);
    check(await marked("muc-04"), "a chapter that does not show it was not touched");

    took = await follows(() => fs.appendFileSync(rules, "\n- rule: trial_rule\n  says: Luật thử của người soạn\n  expr: banner_length[area] == banners[area]\n  section: I.1.1\n  severity: error\n"));
    check((await text("muc-13")).includes("Luật thử của người soạn") || (await text("muc-14")).includes("Luật thử của người soạn"), `a rule shows (${took} ms)`);

    took = await follows(() => mend(notebook, "read_report(quarter, data)", "read_reprt(quarter, data)"));
    check((await page.locator('section[aria-labelledby="muc-05"] .preview-failed').innerText()).includes("NameError"), `a broken cell is told at its chapter (${took} ms)`);
    if (shots) await page.screenshot({ path: path.join(shots, "preview-broken.png") });
    took = await follows(() => mend(notebook, "read_reprt(quarter, data)", "read_report(quarter, data)"));
    check((await page.locator(".preview-failed").count()) === 0, `and no longer once it is mended (${took} ms)`);

    took = await follows(() => mend(figures, "banner_length,", "banner_lenth,"));
    check((await page.locator("#xem-truoc pre").innerText()).includes("banner_lenth"), `data that cannot be read are told (${took} ms)`);
    check((await text("muc-01")).includes("201"), "and the page stays as it was");
    if (shots) await page.screenshot({ path: path.join(shots, "preview-data.png") });
    took = await follows(() => mend(figures, "banner_lenth,", "banner_length,"));
    check(await page.locator("#xem-truoc pre").isHidden(), `until they can (${took} ms)`);

    for (const kind of ["pdf", "docx", "xlsx"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#xem-truoc a[href="/annex.${kind}"]`)]);
      const size = fs.statSync(await download.path()).size;
      check(size > 10000, `annex.${kind} is written on demand (${size} bytes)`);
    }
    check(foreign.length === 0, `0 requests elsewhere ${foreign.slice(0, 3)}`);
    check(errors.length === 0, `no error in the page ${errors.slice(0, 3)}`);

    // another site, in the same browser, gets nothing: neither by a request nor in a frame
    const other = await browser.newPage();
    await other.route("http://elsewhere.example/", (route) => route.fulfill({ contentType: "text/html", body: `<iframe src="${address}"></iframe>` }));
    await other.goto("http://elsewhere.example/");
    const got = await other.evaluate((place) => fetch(place, { mode: "no-cors" }).then(() => "answered", () => "refused"), address);
    const framed = other.frames().length > 1 ? await other.frames()[1].evaluate(() => document.body?.innerText.length ?? 0).catch(() => 0) : 0;
    check(got === "refused", "a request of another site is refused");
    check(framed < 500, "and no frame of it shows the annex");
  } finally {
    await browser.close();
    preview.kill("SIGINT");
    const code = await preview.ended;
    check(code === 0, `Ctrl-C ends it well (${code})`);
    if (failures.length) console.log(preview.said());
    fs.rmSync(folder, { recursive: true, force: true });
  }
  console.log(failures.length ? `${failures.length} FAILED` : "all holds");
  process.exit(failures.length ? 1 : 0);
}
main().catch((error) => { console.error(error); process.exit(1); });
