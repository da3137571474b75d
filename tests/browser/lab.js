// node lab.js PYTHON [--shots FOLDER]: open the explorer in a real JupyterLab, as an analyst does, and fail on any error.
// PYTHON is the interpreter that has jupyterlab and cchc; CHROMIUM names another browser than /usr/bin/chromium.
// JupyterLab runs over a copy of notebooks/ and data/ in a temporary folder, with settings of its own, on a free port;
// the server, its kernels and the copy are gone at the end.
const crypto = require("crypto");
const fs = require("fs");
const net = require("net");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");
const { chromium } = require("playwright-core");

const PROJECT = path.resolve(__dirname, "../..");
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
// JupyterLab's own: it follows a link to a row before the table is there; nobody sees it
const KNOWN = "Cannot read properties of undefined (reading 'scrollToRow')";
const PATIENCE = 900000; // ms; a first start on a slow machine

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function startLab(python, folder) {
  for (const name of ["notebooks", "data"]) fs.cpSync(path.join(PROJECT, name), path.join(folder, "project", name), { recursive: true });
  const config = path.join(folder, "config");
  fs.mkdirSync(path.join(config, "labconfig"), { recursive: true });
  // the question whether news may be fetched would lie over the notebook
  const page = { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } };
  fs.writeFileSync(path.join(config, "labconfig", "page_config.json"), JSON.stringify(page));
  const port = await freePort();
  const token = crypto.randomBytes(24).toString("hex");
  const env = { ...process.env, JUPYTER_TOKEN: token, JUPYTER_CONFIG_DIR: config, JUPYTER_DATA_DIR: path.join(folder, "share") };
  env.JUPYTER_RUNTIME_DIR = path.join(folder, "runtime");
  env.IPYTHONDIR = path.join(folder, "ipython");
  env.PYTHONDONTWRITEBYTECODE = "1";
  const words = ["-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser", "--ServerApp.ip=127.0.0.1"];
  words.push(`--ServerApp.port=${port}`, "--ServerApp.port_retries=0", `--ServerApp.root_dir=${path.join(folder, "project")}`);
  words.push("--LabApp.extension_manager=readonly");
  const log = fs.openSync(path.join(folder, "lab.log"), "w");
  const lab = spawn(python, words, { env, cwd: folder, detached: true, stdio: ["ignore", log, log] });
  const address = `http://127.0.0.1:${port}`;
  const ended = new Promise((resolve) => lab.on("exit", resolve));
  lab.on("error", () => {}); // told by waitForLab: there is no process then
  return { lab, ended, address, token };
}

async function waitForLab({ lab, address, token }, folder) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end && lab.pid && lab.exitCode === null) {
    const answer = await fetch(`${address}/api/status?token=${token}`).catch(() => null);
    if (answer && answer.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`JupyterLab did not start with ${lab.spawnfile}:\n${fs.readFileSync(path.join(folder, "lab.log"), "utf8").slice(-2000)}`);
}

async function endLab({ lab, ended }) {
  if (!lab.pid || lab.exitCode !== null) return;
  lab.kill("SIGTERM"); // the server ends its kernels
  const timer = setTimeout(() => process.kill(-lab.pid, "SIGKILL"), 15000);
  await ended;
  clearTimeout(timer);
}

// Run every cell of the notebook in front and tell what went wrong in it.
async function runAll(page, name) {
  await page.waitForFunction((name) => {
    const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
    return panel && panel.title.label === name && panel.context && panel.context.isReady && panel.sessionContext.session;
  }, name, { timeout: PATIENCE });
  return page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.ready;
    await window.jupyterapp.commands.execute("notebook:run-all-cells");
    const cells = panel.content.model.toJSON().cells.filter((cell) => cell.cell_type === "code");
    const outputs = cells.flatMap((cell) => cell.outputs.map((output) => ({ id: cell.id, output })));
    const bad = outputs.filter(({ output }) => output.output_type === "error" || output.name === "stderr");
    const faults = bad.map(({ id, output }) => `cell ${id}: ${output.ename || ""} ${output.evalue || output.text}`);
    const idle = cells.filter((cell) => !cell.execution_count).map((cell) => `cell ${cell.id} was not run`);
    return { faults: [...faults, ...idle], outputs: outputs.length };
  });
}

class Checks {
  constructor(page, shots) {
    this.page = page;
    this.shots = shots;
    this.faults = 0;
  }

  say(what, faults) {
    console.log(`${faults.length ? "FAIL" : "ok  "} ${what}`);
    faults.forEach((fault) => console.log(`     ${fault}`));
    this.faults += faults.length;
  }

  hold(what, holds, seen = "") {
    this.say(what, holds ? [] : [seen || "does not hold"]);
  }

  async shoot(name) {
    if (this.shots) await this.page.screenshot({ path: path.join(this.shots, `lab-${name}.png`) });
  }
}

async function checkDesk(checks, folder) {
  const page = checks.page;
  // the text, laid out or not: JupyterLab lays out only what lies near the window
  const rows = async () => (await page.locator(".dt-info:visible").first().textContent()).trim();
  await page.locator("table.dataTable:visible").first().waitFor();
  await page.locator("table.dataTable:visible").first().scrollIntoViewIfNeeded();
  const all = await rows();
  await checks.shoot("desk");

  await page.getByLabel("Mức độ:", { exact: true }).selectOption({ label: "lỗi" });
  await page.waitForFunction((all) => [...document.querySelectorAll(".dt-info")].some((info) => info.offsetParent && info.textContent.trim() !== all), all);
  const errors = await rows();
  checks.hold("a severity leaves fewer findings", parseInt(errors.match(/(\d+) dòng$/)[1]) < parseInt(all.match(/(\d+) dòng$/)[1]), `${all} => ${errors}`);
  const id = await page.locator("table.dataTable:visible tbody tr").nth(3).locator("td").first().innerText();
  await page.locator(".dt-search:visible input").first().fill(id);
  const found = await page.locator("table.dataTable:visible tbody tr").allInnerTexts();
  checks.hold("a search leaves the rows that match", found.length === 1 && found[0].includes(id), found.join(" | "));
  await page.locator("table.dataTable:visible tbody tr").first().locator("td").nth(4).click();
  const opened = page.locator(".jp-OutputArea-output").getByText(id, { exact: true }).locator("visible=true");
  checks.hold("a click on a row opens its case", await opened.nth(1).waitFor().then(() => true, () => false));
  checks.hold("its id stands where ids are opened", (await page.getByLabel("Mở theo mã:").inputValue()) === id);
  await page.locator(".dt-search:visible input").first().fill("");
  await page.getByLabel("Trường hợp:", { exact: true }).selectOption({ index: 0 });

  await page.getByRole("tab", { name: /^Số liệu/ }).click();
  await page.locator("table.dataTable:visible").first().waitFor();
  await page.locator("table.dataTable:visible th", { hasText: "Báo cáo ghi" }).click();
  const printed = await page.locator("table.dataTable:visible tbody td:nth-child(3)").allInnerTexts();
  const values = printed.map((text) => parseFloat(text.replace(/\./g, "").replace(",", ".")));
  checks.hold("printed numbers sort by value", values.length > 5 && values.every((value, at) => !at || values[at - 1] <= value), printed.join(" "));
  await page.locator(".dt-search:visible").first().scrollIntoViewIfNeeded();
  await checks.shoot("figures");
  await page.locator(".jp-OutputArea-output").getByText("Điều không khớp").first().scrollIntoViewIfNeeded();
  await checks.shoot("case");

  await page.getByLabel("Thử thay bằng:").fill("chín nghìn");
  await page.getByRole("button", { name: /Thử$/ }).click();
  await page.getByRole("alert").first().waitFor();
  checks.hold("a text that is no number is told", (await page.getByRole("alert").first().innerText()).includes("không phải là một số"));
  const figure = page.getByLabel("Số liệu:", { exact: true });
  const second = await figure.locator("option").nth(1).getAttribute("value");
  await figure.selectOption(second);
  await page.waitForFunction(() => [...document.querySelectorAll(".widget-text input")].every((input) => input.value !== "chín nghìn"));
  const suggested = await page.getByLabel("Thử thay bằng:").inputValue();
  await page.getByRole("button", { name: /Thử$/ }).click();
  await page.getByText(/^Mất đi: [1-9]/).first().waitFor();
  checks.hold(`a trial (${suggested}) makes a finding vanish`, true);
  await page.getByText(/^Mất đi: [1-9]/).first().scrollIntoViewIfNeeded();
  await checks.shoot("trial");

  const file = path.join(folder, "project", "data", "2024Q1", "decisions.csv");
  const before = fs.readFileSync(file, "utf8");
  await page.locator(".jp-OutputArea-output").getByText("Ghi kết luận", { exact: true }).locator("visible=true").first().click();
  const record = page.getByRole("button", { name: "Ghi kết luận" }).last();
  await record.click();
  await page.getByRole("alert").getByText("lý do").waitFor();
  checks.hold("a decision without a reason is refused", fs.readFileSync(file, "utf8") === before);
  await page.getByLabel("Lý do:").fill('đã hỏi đơn vị, chờ "trả lời"');
  await page.getByLabel("Người kết luận:").fill("Nguyễn Thị An");
  await record.click();
  await page.getByRole("status").getByText("Đã ghi").waitFor();
  const row = fs.readFileSync(file, "utf8").slice(before.length);
  const expected = /^bt-[0-9a-f]{8},queried,,,"đã hỏi đơn vị, chờ ""trả lời""",Nguyễn Thị An,\d{4}-\d\d-\d\d\n$/;
  checks.hold("a decision is a row more in decisions.csv", expected.test(row), row);
  checks.hold("the view shows the decision", (await page.getByText("đang hỏi lại").count()) > 1);
  await page.getByRole("status").getByText("Đã ghi").scrollIntoViewIfNeeded();
  await checks.shoot("decision");
  const card = page.locator(".jp-OutputArea-output").getByText("Quy tắc ràng buộc");
  await card.scrollIntoViewIfNeeded();
  checks.hold("a traced figure shows its rules", await card.isVisible());
  await checks.shoot("free");
}

async function checkLinks(checks) {
  const page = checks.page;
  const desk = await page.evaluate(() => window.jupyterapp.shell.currentWidget.id);
  const follow = async (name, expected) => {
    await page.evaluate((desk) => window.jupyterapp.shell.activateById(desk), desk);
    await page.getByRole("link", { name }).first().click();
    const shown = page.waitForFunction((expected) => window.jupyterapp.shell.currentWidget.title.label === expected, expected);
    checks.hold(`a link opens ${expected}`, await shown.then(() => true, () => false));
  };
  await follow("phần 04", "04-ho-so.ipynb");
  await page.waitForFunction(() => window.jupyterapp.shell.currentWidget.content.activeCell?.model.id === "bat-thuong").catch(() => checks.hold("at its findings", false));
  await follow(/^figures.csv, dòng/, "figures.csv");
  await page.locator(".lm-DataGrid:visible").waitFor();
  const there = page.waitForFunction(() => window.jupyterapp.shell.currentWidget.content._grid.scrollY > 0);
  checks.hold("the first click leads to the row", await there.then(() => true, () => false));
  await checks.shoot("row");
}

// a report in words of our own; none of its numbers has an indicator
const REPORT = `# Báo cáo\n\n## I. Cây xanh\n\nTrong quý đã trồng 512 cây xanh, gồm 300 cây bóng mát và 202 cây hoa. Đã sửa 7 ghế đá.\n`;

async function checkReader(checks, folder) {
  const page = checks.page;
  const project = path.join(folder, "project");
  const read = (name) => fs.readFileSync(path.join(project, "data", name), "utf8");
  const figures = read("2024Q1/figures.csv");
  await page.getByLabel("Báo cáo:", { exact: true }).fill("../bao-cao-thu.md");
  await page.keyboard.press("Enter");
  const marks = page.locator(".cchc-reader .number");
  await marks.first().waitFor();
  checks.hold("every number of the report is marked", (await marks.allInnerTexts()).join(" ") === "512 300 202 7", (await marks.allInnerTexts()).join(" "));
  checks.hold("the contradiction of the text is told", (await page.locator(".cchc-reader ol li").count()) === 1);
  const cells = await page.evaluate(() => window.jupyterapp.shell.currentWidget.content.widgets.length);
  await marks.first().click();
  for (const key of ["m", "x", "ArrowUp", "u", "s"]) await page.keyboard.press(key);
  checks.hold("S leads to the field of the number", (await page.evaluate(() => document.activeElement.value)) === "300");
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await checks.shoot("reader");
  checks.hold("keys typed on the desk do nothing to the notebook's cells", cells === (await page.evaluate(() => window.jupyterapp.shell.currentWidget.content.widgets.length)));
  checks.hold("the next number is in front", (await page.locator(".cchc-reader [aria-current]").innerText()) === "202");
  await page.keyboard.press("g");
  await page.keyboard.type("không có");
  await page.keyboard.press("Enter");
  checks.hold("a figure that is not there is refused", (await page.locator(".cchc-reader [role=status]").innerText()).includes("Không có số liệu này"));
  checks.hold("nothing is written before it is asked for", figures === read("2024Q1/figures.csv"));
  await page.getByRole("button", { name: /^Ghi 1 số/ }).click();
  await page.locator(".cchc-reader [role=status]", { hasText: "Đã ghi" }).waitFor();
  const row = read("2024Q1/figures.csv").slice(figures.length);
  checks.hold("a new indicator is a row of the catalogue and one of figures.csv", /^[a-z_]+,city,512,[^\n]*\n$/.test(row) && read("catalog/indicators.csv").includes(row.split(",")[0]), row);
  await checks.shoot("reader-written");
}

async function visit(checks, server, folder) {
  const page = checks.page;
  await page.goto(`${server.address}/lab/tree/notebooks/kham-pha.ipynb?token=${server.token}`);
  checks.say("kham-pha.ipynb runs", (await runAll(page, "kham-pha.ipynb")).faults);
  if (checks.faults) return;
  await page.evaluate(() => (window.jupyterapp.shell.currentWidget.content.activeCellIndex = 4));
  await checkDesk(checks, folder);
  await checkLinks(checks);
  fs.writeFileSync(path.join(folder, "project", "bao-cao-thu.md"), REPORT);
  await page.evaluate(() => void window.jupyterapp.commands.execute("docmanager:open", { path: "notebooks/doc-bao-cao.ipynb" }));
  checks.say("doc-bao-cao.ipynb runs", (await runAll(page, "doc-bao-cao.ipynb")).faults);
  await checkReader(checks, folder);
  await page.evaluate(() => void window.jupyterapp.commands.execute("docmanager:open", { path: "notebooks/05-so-hoa.ipynb" }));
  const section = await runAll(page, "05-so-hoa.ipynb");
  checks.say(`05-so-hoa.ipynb runs, ${section.outputs} outputs`, section.faults);
  await checks.shoot("section");
  await page.evaluate(() => void window.jupyterapp.commands.execute("docmanager:open", { path: "notebooks/huong-dan.ipynb" }));
  const guide = await runAll(page, "huong-dan.ipynb");
  checks.say(`huong-dan.ipynb runs, ${guide.outputs} outputs`, guide.faults);
  const label = await page.evaluate(() => window.jupyterapp.commands.label("notebook:run-all-cells"));
  checks.hold("the menu has the entry that the guide names", label === "Run All Cells", label);
  await checks.shoot("guide");
}

async function check(server, folder, shots) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  try {
    const page = await (await browser.newContext({ locale: "vi-VN", viewport: { width: 1400, height: 1000 } })).newPage();
    page.setDefaultTimeout(PATIENCE);
    const checks = new Checks(page, shots);
    const outside = [];
    const errors = [];
    const own = (url) => /^(data|blob):/.test(url) || url.replace(/^ws/, "http").startsWith(`${server.address}/`);
    page.on("request", (request) => own(request.url()) || outside.push(request.url().slice(0, 200)));
    page.on("websocket", (socket) => own(socket.url()) || outside.push(socket.url().slice(0, 200)));
    page.on("pageerror", (error) => error.message === KNOWN || errors.push(error.message));

    // whatever stops the visit, what the page asked for and complained of is told too
    await visit(checks, server, folder).catch((error) => checks.say("the visit comes to its end", [error.message]));
    checks.say("no request outside JupyterLab's own address", outside);
    checks.say("no error in the page", errors);
    return checks.faults;
  } finally {
    await browser.close();
  }
}

async function main() {
  const words = process.argv.slice(2);
  const at = words.indexOf("--shots");
  const shots = at < 0 ? "" : words.splice(at, 2)[1];
  if (words.length !== 1) {
    console.error("usage: node lab.js PYTHON [--shots FOLDER]");
    return 2;
  }
  if (shots) fs.mkdirSync(shots, { recursive: true });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cchc-lab-"));
  const server = await startLab(path.resolve(words[0]), folder);
  const end = async () => {
    await endLab(server);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end().then(() => process.exit(1)));
  try {
    await waitForLab(server, folder);
    return (await check(server, folder, shots)) ? 1 : 0;
  } finally {
    await end();
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
