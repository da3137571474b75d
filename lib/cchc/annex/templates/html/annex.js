// The page is whole without this: it adds a field that filters long tables, and lets the keyboard scroll wide ones.
const LONG = 12;
const filters = (within) => within.querySelectorAll(".tbl").forEach((box) => {
  const rows = [...box.querySelectorAll("tbody tr")];
  if (rows.length < LONG) return;
  const label = document.createElement("label"), field = document.createElement("input"), told = document.createElement("output");
  label.className = "filter";
  field.type = "search";
  label.append("Lọc bảng:", field, told);
  field.addEventListener("input", () => {
    const words = field.value.toLocaleLowerCase("vi");
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase("vi").includes(words);
    told.textContent = words && `${rows.filter((row) => !row.hidden).length}/${rows.length} dòng`;
  });
  box.before(label);
});
filters(document);
const mind = () => {
  for (const box of document.querySelectorAll(".tbl")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
addEventListener("resize", mind);
document.addEventListener("toggle", mind, true);
mind();
