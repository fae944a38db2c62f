// The cards: chosen by filters, drawn as they come into sight.
const tiles = new Map();
const texts = new Map();
const NEWS = { changed: "Changed since the release", problems: "With problems" };

const about = { problems: null, by: new Map() };

function findings(subject) {
  if (about.problems !== data.problems) {
    about.problems = data.problems;
    about.by = new Map();
    for (const one of data.problems) about.by.set(one.subject, [...(about.by.get(one.subject) || []), one]);
  }
  return (subject && about.by.get(subject)) || [];
}

function words(key) {
  if (!texts.has(key)) {
    const card = data.cards[key];
    const html = [card.front, card.back].join(" ").replace(/<[^>]*>/g, " ");
    texts.set(key, (new DOMParser().parseFromString(html, "text/html").body.textContent + " " + card.note + " " + card.tags.join(" ")).toLowerCase());
  }
  return texts.get(key);
}

function chosen() {
  const { search, part, kind, tag, source, principle, news } = state.filters;
  const sought = (search || "").toLowerCase().split(/\s+/).filter(Boolean);
  return data.order.filter((key) => {
    const card = data.cards[key];
    return (!part || card.part === part) && (!kind || card.kind === kind) && (!tag || card.tags.includes(tag)) &&
      (!source || card.sources.includes(source)) && (!principle || card.principles.includes(principle)) &&
      (news !== "changed" || card.changes.length) && (news !== "problems" || card.stale || findings(card.note).length) &&
      sought.every((word) => words(key).includes(word));
  });
}

// Each list of choices has what there is, with how many cards; a choice that is gone is given up.
function drawFilters() {
  const cards = data.order.map((key) => data.cards[key]);
  const titles = Object.fromEntries(data.sources.flatMap((source) => source.principles.map((one) => [one.name, one.title])));
  const lists = {
    part: ["All parts", (card) => [card.part]], kind: ["All kinds", (card) => [card.kind]], tag: ["All tags", (card) => card.tags],
    source: ["All sources", (card) => card.sources], principle: ["All principles", (card) => card.principles],
  };
  for (const [id, [all, of]] of Object.entries(lists)) {
    const counts = new Map();
    for (const card of cards) for (const name of of(card)) counts.set(name, (counts.get(name) || 0) + 1);
    if (!counts.has(state.filters[id])) delete state.filters[id];
    options(id, all, [...counts].map(([name, count]) => [name, `${titles[name] || name} (${count})`]));
  }
  const changed = cards.filter((card) => card.changes.length).length;
  options("news", "All cards", Object.entries(NEWS).map(([name, said]) => [name, name === "changed" ? `${said} (${changed})` : said]));
  $("search").value = state.filters.search || "";
}

function options(id, all, pairs) {
  const told = JSON.stringify([all, pairs]);
  if ($(id).told !== told) $(id).replaceChildren(make("option", { value: "" }, all), ...pairs.map(([value, said]) => make("option", { value }, said)));
  $(id).told = told;
  $(id).value = state.filters[id] || "";
  $(id).classList.toggle("set", Boolean(state.filters[id]));
}

const isOpen = (key) => flipped.has(key) !== state.all;

// A card's box stays one element while it changes: only its parts are drawn anew. It is empty until it comes near: thousands are not drawn at once.
function tile(key) {
  const box = make("article", { class: "card-box", "data-key": key });
  const made = { key, box, frame: make("div", { class: "frame" }), told: make("div"), foot: make("div", { class: "foot" }), inside: null, drawn: "" };
  made.keyed = {
    html: () => (isOpen(key) ? data.cards[key].back : data.cards[key].front),
    click: () => { point(key); turn(key); },
    sized: (height) => { state.heights[sizeName(key)] = height; made.frame.style.height = height + "px"; },
  };
  box.style.minHeight = (state.tall[sizeName(key)] || 285) + "px"; // until it is drawn
  seen.observe(box);
  tiles.set(key, made);
  return made;
}

const sizeName = (key) => `${key}|${isOpen(key) ? 1 : 0}${state.phone ? 1 : 0}`;

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const made = tiles.get(entry.target.dataset.key);
    if (made && made.box === entry.target) mount(made, entry.isIntersecting);
  }
}, { rootMargin: "900px 0px" });

function mount(made, wanted) {
  if (wanted === Boolean(made.inside)) return;
  if (wanted) drawTile(made);
  if (wanted) made.frame.append((made.inside = frame("Card " + made.key, made.keyed)));
  else { watching.get(made.inside)?.disconnect(); made.inside.remove(); made.inside = null; }
}

function mark(made) {
  const card = data.cards[made.key], label = `${card.note}, ${card.kind}, card ${card.number}`;
  if (made.label !== label) made.box.setAttribute("aria-label", (made.label = label));
  made.box.classList.toggle("stale", card.stale);
}

function drawTile(made) {
  const card = data.cards[made.key], wrong = findings(card.note);
  const told = JSON.stringify([wrong, isOpen(made.key)]);
  if (made.card === card && made.drawn === told) return;
  if (!made.card) {
    made.frame.style.height = (state.heights[sizeName(made.key)] || 240) + "px";
    made.box.append(made.frame, made.told, made.foot);
    made.box.style.minHeight = "";
  }
  [made.card, made.drawn] = [card, told];
  mark(made);
  made.told.replaceChildren(...wrong.map(problem), ...(card.changes.length ? [changes(card)] : []));
  const held = made.foot.contains(document.activeElement) && document.activeElement.tagName;
  made.foot.replaceChildren(
    make("span", { class: "id" }, card.note + (card.number > 1 ? " · " + card.number : "")), make("span", {}, card.kind), card.lens && make("span", {}, card.lens),
    place(card.file, card.line), card.stale ? make("span", { class: "mark stale" }, "as it was: its file has a fault") : "",
    make("button", { type: "button", onclick: made.keyed.click }, isOpen(made.key) ? "Hide answer" : "Show answer"),
  );
  if (held) made.foot.querySelector(held).focus({ preventScroll: true });
  if (made.inside) fill(made.inside, made.keyed);
}

const CHANGED = { Front: "Front", Back: "Back", Text: "Text", part: "Part", cards: "Cards of the note" };

// Two texts as one, in which words that went and words that came are marked: those that both have, as many as can be, stay.
function compared(old, now) {
  const left = old.split(/(?<=\s)/).filter(Boolean), right = now.split(/(?<=\s)/).filter(Boolean);
  if (left.length * right.length > 1e6) return [make("del", {}, old), " ", make("ins", {}, now)];
  const same = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) for (let j = right.length - 1; j >= 0; j--) {
    same[i][j] = left[i].trim() === right[j].trim() ? same[i + 1][j + 1] + 1 : Math.max(same[i + 1][j], same[i][j + 1]);
  }
  const told = [];
  const add = (tag, words) => { if (told.at(-1)?.[0] === tag) told.at(-1)[1] += words; else told.push([tag, words]); };
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (i < left.length && j < right.length && left[i].trim() === right[j].trim()) { add("", right[j++]); i++; }
    else if (j === right.length || (i < left.length && same[i + 1][j] >= same[i][j + 1])) add("del", left[i++]);
    else add("ins", right[j++]);
  }
  return told.flatMap(([tag, words]) => (tag ? [make(tag, {}, words.trimEnd()), " "] : words));
}

function changes(card) {
  const first = card.changes[0].what;
  if (first === "new") return make("div", { class: "change" }, make("span", { class: "mark" }, "new"), " since the last release");
  if (first === "around") return make("div", { class: "change" }, make("span", { class: "mark" }, "changed"), " what surrounds it: tags, the extra text, a source or a quotation");
  const rows = card.changes.map((one) => make("p", {}, make("b", {}, CHANGED[one.what] + " "), ...compared(one.old, one.new)));
  return make("details", { class: "change", open: true }, make("summary", {}, "changed since the last release"), ...rows);
}

function problem(one) {
  return make("div", { class: "problem " + one.severity }, make("span", { class: "code" }, one.severity + " " + one.code + " "), ...worded(one.message), " ",
    one.label ? make("span", {}, "(", ...worded(one.label), ") ") : "", place(one.file, one.line, one.column),
    one.help.length ? make("ul", {}, ...one.help.map((line) => make("li", {}, ...worded(line)))) : "");
}

// Put the boxes of the chosen cards into the grid: those that stay are not moved, so frames keep what they show.
function drawCards() {
  drawFilters();
  const keys = chosen(), grid = $("grid");
  for (const [key, made] of tiles) if (!data.cards[key]) { seen.unobserve(made.box); made.box.remove(); tiles.delete(key); }
  const wanted = new Set(keys);
  for (const box of [...grid.children]) if (!wanted.has(box.dataset.key)) { const made = tiles.get(box.dataset.key); if (made) mount(made, false); box.remove(); }
  let next = grid.firstElementChild;
  for (const key of keys) {
    const made = tiles.get(key) || tile(key);
    if (made.box === next) next = next.nextElementSibling;
    else grid.insertBefore(made.box, next);
    if (made.card) drawTile(made);
    else mark(made);
  }
  grid.classList.toggle("phone", state.phone);
  $("found").textContent = keys.length === data.order.length ? plural(keys.length, "card") : `${keys.length} of ${plural(data.order.length, "card")}`;
  if (!keys.length) grid.replaceChildren(make("p", { class: "empty" }, data.order.length ? "No card is like this." : "No cards yet. Write one into a file in cards/ and save it."));
  point(wanted.has(state.current) ? state.current : keys[0] || "", false);
}

function point(key, scroll = true) {
  tiles.get(state.current)?.box.classList.remove("current");
  state.current = key;
  const made = tiles.get(key);
  if (!made) return;
  made.box.classList.add("current");
  if (scroll) made.box.scrollIntoView({ block: "nearest" });
}

function turn(key) {
  const made = tiles.get(key);
  if (!made) return;
  if (!flipped.delete(key)) flipped.add(key);
  drawTile(made);
  keep();
}

function step(by) {
  const keys = chosen();
  const at = keys.indexOf(state.current) + by;
  if (keys[at]) { point(keys[at]); keep(); }
}
