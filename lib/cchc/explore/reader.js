// The text with its numbers marked, beside it what is proposed for the number in front; one key for each step.
// Everything that comes from a report is set as text, never as markup.

const STATES = {
  sure: ["✓", "tìm thấy, chắc"],
  unsure: ["?", "tìm thấy, chưa chắc"],
  typed: ["=", "đã có trong figures.csv"],
  other: ["≠", "figures.csv ghi số khác"],
  open: ["+", "chưa có chỉ tiêu nào nhận"],
};
const CHOSEN = { take: "sẽ ghi", skip: "bỏ qua", new: "thêm chỉ tiêu mới" };

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

class Reader {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.marks = new Map();
    this.current = 0;
    root.classList.add("cchc-reader");
    // JupyterLab's own keys (x cuts a cell) must not see what is typed in here
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    this.text = element("div", { class: "text", role: "region", "aria-label": "Văn bản báo cáo" });
    this.panel = element("div", { class: "panel" });
    root.append(this.text, this.panel);
    root.addEventListener("keydown", (event) => this.press(event));
    model.on("change:document", () => this.draw());
    model.on("change:message", () => this.drawPanel());
    this.draw();
  }

  get numbers() {
    return this.model.get("document").numbers || [];
  }

  get choices() {
    return this.model.get("choices");
  }

  number() {
    return this.numbers[this.current];
  }

  choice(number) {
    return this.choices[number.id] || { action: "" };
  }

  // what a number is at the moment: its state, and what was chosen for it
  say(number) {
    const chosen = CHOSEN[this.choice(number).action];
    return STATES[number.state][1] + (chosen ? `; ${chosen}` : "");
  }

  draw() {
    this.marks.clear();
    this.current = Math.max(0, Math.min(this.current, this.numbers.length - 1));
    this.text.replaceChildren(...(this.model.get("document").blocks || []).map((block) => this.drawBlock(block)));
    this.numbers.forEach((number) => this.drawMark(number));
    this.go(this.current, false);
  }

  drawBlock(block) {
    if (block.kind === "table") {
      const rows = block.rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, ...this.pieces(cell)))));
      return element("table", {}, element("tbody", {}, ...rows));
    }
    return element("p", { class: block.kind }, ...this.pieces(block.pieces));
  }

  pieces(pieces) {
    return pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      const at = this.numbers.findIndex((number) => number.id === piece.id);
      const mark = element("button", { type: "button", tabindex: "-1", onclick: () => this.go(at, true) }, piece.text);
      this.marks.set(piece.id, mark);
      return mark;
    });
  }

  drawMark(number) {
    const mark = this.marks.get(number.id);
    if (!mark) return;
    const { action } = this.choice(number);
    mark.className = `number ${number.state} ${action}${number.wrong.length ? " wrong" : ""}`;
    mark.dataset.sign = action === "skip" ? "–" : action === "take" || action === "new" ? "✓" : STATES[number.state][0];
    mark.setAttribute("aria-label", `${number.text}: ${this.say(number)}${number.wrong.length ? "; mâu thuẫn" : ""}`);
  }

  go(at, focus) {
    const before = this.number() && this.marks.get(this.number().id);
    if (before) {
      before.tabIndex = -1;
      before.removeAttribute("aria-current");
    }
    this.current = at;
    const mark = this.number() && this.marks.get(this.number().id);
    if (mark) {
      mark.tabIndex = 0;
      mark.setAttribute("aria-current", "true");
      const box = this.text.getBoundingClientRect();
      const own = mark.getBoundingClientRect();
      if (own.top < box.top + 30 || own.bottom > box.bottom - 30) this.text.scrollTop += own.top - box.top - box.height / 3;
      if (focus) mark.focus({ preventScroll: true });
    }
    this.drawPanel();
  }

  step(by) {
    const at = this.current + by;
    if (at >= 0 && at < this.numbers.length) this.go(at, true);
  }

  // on to the next number that waits for somebody
  next() {
    const waits = (number) => !this.choice(number).action && ["unsure", "other"].includes(number.state);
    const order = [...this.numbers.keys()].map((step) => (this.current + 1 + step) % this.numbers.length);
    const at = order.find((place) => waits(this.numbers[place]));
    if (at !== undefined) this.go(at, true);
    else this.note("Không còn số nào chờ quyết định.");
  }

  choose(choice) {
    const number = this.number();
    this.model.set("choices", { ...this.choices, [number.id]: choice });
    this.model.save_changes();
    this.drawMark(number);
    this.step(1);
    if (number === this.number()) this.drawPanel();
  }

  accept() {
    const number = this.number();
    if (number.figure) this.choose({ action: "take", figure: number.figure, printed: number.printed });
    else this.note("Số này chưa có số liệu đề xuất: gán (G) hoặc thêm chỉ tiêu mới (M).");
  }

  note(text) {
    this.status.textContent = text;
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches("input");
    if (typing && event.key === "Escape") {
      this.go(this.current, true);
      return event.preventDefault();
    }
    if (typing || !this.number()) return;
    if (event.key === "Enter" && event.target.closest(".panel")) return; // a button is pressed
    const keys = {
      Enter: () => this.accept(),
      a: () => this.accept(),
      s: () => this.edit("printed"),
      g: () => this.edit("figure"),
      x: () => this.choose({ action: "skip" }),
      m: () => this.number().proposal && this.choose({ action: "new" }),
      u: () => this.undo(),
      n: () => this.next(),
      ArrowDown: () => this.step(1),
      ArrowRight: () => this.step(1),
      ArrowUp: () => this.step(-1),
      ArrowLeft: () => this.step(-1),
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  undo() {
    const rest = { ...this.choices };
    delete rest[this.number().id];
    this.model.set("choices", rest);
    this.model.save_changes();
    this.drawMark(this.number());
    this.drawPanel();
  }

  edit(which) {
    this.inputs[which].focus();
    this.inputs[which].select();
  }

  change(text) {
    const number = this.number();
    const figure = this.choice(number).figure || number.figure;
    if (!figure) return this.note("Chọn số liệu (G) trước khi sửa số.");
    this.choose({ action: "take", figure, printed: text.trim() });
  }

  assign(text) {
    const figures = this.model.get("document").figures;
    const found = figures.find((figure) => figure.label === text || figure.id === text);
    if (!found) return this.note("Không có số liệu này; chọn một dòng trong danh sách.");
    this.choose({ action: "take", figure: found.id, printed: this.number().printed });
  }

  input(which, label, value, act, list) {
    const id = `cchc-reader-${which}-${this.model.model_id || ""}`;
    const input = element("input", { id, type: "text", list, autocomplete: "off" });
    input.value = value;
    input.addEventListener("keydown", (event) => event.key === "Enter" && act(input.value));
    this.inputs[which] = input;
    return element("p", { class: "field" }, element("label", { for: id }, label), input);
  }

  drawPanel() {
    const told = this.model.get("document");
    this.inputs = {};
    this.status = element("p", { role: "status" }, this.model.get("message"));
    const number = this.number();
    if (!number) return this.panel.replaceChildren(this.status);
    const choice = this.choice(number);
    const label = (id) => (told.figures.find((figure) => figure.id === id) || {}).label || id;
    const list = `cchc-reader-list-${this.model.model_id || ""}`;
    const button = (text, key, act, off) => element("button", { type: "button", disabled: off, onclick: act }, text, " ", element("kbd", {}, key));
    const wrong = told.contradictions.map((one) =>
      element("li", {}, element("button", { type: "button", class: "link", onclick: () => this.go(this.numbers.findIndex((n) => n.id === one.number), true) }, one.place), ` ${one.says}`),
    );
    const counted = Object.values(this.choices).filter((one) => one.action === "take" || one.action === "new").length;
    const proposed = number.figure ? label(number.figure) : number.proposal ? `chưa có; chỉ tiêu mới: ${number.proposal}` : "chưa có";
    this.panel.replaceChildren(
      element("h3", {}, `Số ${this.current + 1} trên ${this.numbers.length}: `, element("b", {}, number.text)),
      element("p", { "aria-live": "polite" }, `${number.place}. ${STATES[number.state][0]} ${this.say(number)}${number.confidence ? ` (tin cậy ${number.confidence})` : ""}.`),
      element("p", {}, element("b", {}, "Số liệu đề xuất: "), proposed),
      ...(choice.action === "take" ? [element("p", {}, element("b", {}, "Sẽ ghi: "), `${choice.printed} vào ${label(choice.figure)}`)] : []),
      ...number.wrong.map((says) => element("p", { class: "says" }, `✗ ${says}`)),
      element(
        "p",
        { class: "buttons" },
        button("Nhận", "A", () => this.accept(), !number.figure),
        button("Sửa", "S", () => this.edit("printed")),
        button("Gán", "G", () => this.edit("figure")),
        button("Thêm mới", "M", () => this.choose({ action: "new" }), !number.proposal),
        button("Bỏ qua", "X", () => this.choose({ action: "skip" })),
        button("Bỏ chọn", "U", () => this.undo()),
        button("Số chờ kế tiếp", "N", () => this.next()),
      ),
      this.input("printed", "Số như báo cáo ghi", choice.printed || number.printed, (text) => this.change(text)),
      this.input("figure", "Gán cho số liệu", "", (text) => this.assign(text), list),
      element("datalist", { id: list }, ...told.figures.map((figure) => element("option", { value: figure.label }))),
      element("p", { class: "buttons" }, element("button", { type: "button", class: "save", onclick: () => this.model.send({ do: "write" }) }, `Ghi ${counted} số đã chọn và ${told.citations} văn bản viện dẫn`)),
      this.status,
      element("details", { open: wrong.length > 0 }, element("summary", {}, `Mâu thuẫn trong văn bản: ${wrong.length}`), element("ol", {}, ...wrong)),
    );
  }
}

export default {
  render({ model, el }) {
    new Reader(model, el);
  },
};
