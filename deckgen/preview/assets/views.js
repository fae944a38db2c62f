// The other views: sources with their principles, printed pages, problems.
function strip(source) {
  const look = ([, resting, near]) => (resting > 1 ? "more" : resting ? "one" : near);
  const told = ([size, resting], index) => `paragraph ${index + 1}, ${plural(size, "word")}, ${plural(resting, "principle")}`;
  const bars = source.paragraphs.map((one, index) => {
    const bar = make("i", { class: look(one), title: told(one, index) });
    bar.style.flexGrow = Math.max(1, one[0]);
    return bar;
  });
  const covered = source.paragraphs.filter((one) => one[1]).reduce((sum, one) => sum + one[0], 0);
  const all = source.paragraphs.reduce((sum, one) => sum + one[0], 0);
  const label = all ? `${Math.round((100 * covered) / all)} % of ${plural(all, "word")} stand where a principle rests` : "its paragraphs are known once it is verified";
  return [bars.length ? make("div", { class: "strip", role: "img", "aria-label": label }, ...bars) : "", make("p", { class: "about" }, label)];
}

// What a source says: its links and pictures are as a card's.
function html(tag, attributes, inner) {
  const made = make(tag, { ...attributes, onclick: followed });
  const said = make("div");
  said.append(...nodes(inner));
  for (const picture of said.querySelectorAll("img")) picture.setAttribute("src", "media/" + picture.getAttribute("src"));
  made.append(...said.childNodes);
  return made;
}

function principle(one, cards) {
  const show = (key) => (event) => { event.preventDefault(); state.filters = { principle: one.name }; state.current = key; look("cards"); };
  const quoted = one.quotations.map(([said, speaker]) => { const made = html("blockquote", {}, said); made.append(make("cite", {}, speaker)); return made; });
  const links = cards.map((key) => make("li", {}, make("a", { href: "#cards", onclick: show(key) }, key)));
  return make("article", { class: "principle" + (cards.length ? "" : " alone"), "data-name": one.name },
    make("h3", {}, one.title, make("small", {}, "#" + one.name.split("#")[1], one.rank === 2 ? "" : " rank " + one.rank), make("small", {}, place(one.file, one.line)),
      cards.length ? "" : make("small", { class: "lone" }, "no card yet")),
    html("div", { class: "statement" }, one.statement), ...quoted, ...findings(one.name).map(problem), links.length ? make("ul", { class: "chips" }, ...links) : "");
}

function drawSources() {
  const keys = new Map(); // of the cards of each principle
  for (const key of data.order) for (const name of data.cards[key].principles) keys.has(name) ? keys.get(name).push(key) : keys.set(name, [key]);
  const drawn = data.sources.map((source) => {
    const alone = source.principles.filter((one) => !keys.has(one.name)).length;
    return make("article", {}, make("h2", {}, source.title), make("p", { class: "about" }, source.cite, " · ", place(source.file, 1), " · ", plural(source.principles.length, "principle"),
      alone ? ` · ${alone} without a card` : ""), ...strip(source), ...source.principles.map((one) => principle(one, keys.get(one.name) || [])));
  });
  $("sources").replaceChildren(make("div", { class: "column" }, ...(drawn.length ? drawn : [make("p", { class: "empty" }, "No sources yet: what one says goes into content/.")])));
}

function drawProblems() {
  const count = data.problems.length;
  $("count-problems").textContent = count || "";
  $("count-problems").classList.toggle("errors", data.problems.some((one) => one.severity === "error"));
  const files = [...new Set(data.problems.map((one) => one.file))];
  const drawn = files.flatMap((file) => [make("h2", {}, file), ...data.problems.filter((one) => one.file === file).map(problem)]);
  $("problems").replaceChildren(make("div", { class: "column list" }, ...(count ? drawn : [make("p", { class: "empty" }, "Nothing is wrong.")])));
}

const PRINTED = { sheet: "Cheat-sheet", cards: "Flashcards", quiz: "Quiz" }, ORDER = Object.keys(PRINTED);

async function setPages() { // one product after another, the sheet first: it is there in a blink, and the others take longer
  data.set = true;
  const saved = (data.sets = (data.sets || 0) + 1);
  say("The pages are being set …");
  try {
    for (const product of ORDER) {
      const fresh = await (await fetch(`set/${product}`)).json();
      if (saved !== data.sets) return; // another save came, and sets them all anew
      data.printed = ORDER.flatMap((each) => each === product ? fresh : (data.printed || []).filter((one) => one.product === each));
      if (state.view === "print") drawPrint();
    }
    say("");
  } catch { say("The pages cannot be set: save a file to try again", 8); }
}

function drawPrint() {
  if (data.live && !data.set) setPages();
  if (!data.printed) return;
  const there = new Map([...$("print").querySelectorAll("img")].map((one) => [one.getAttribute("src"), one])); // those that are as they were stay
  const drawn = data.printed.flatMap((one) => {
    const sizes = { loading: "lazy", width: one.width, height: one.height };
    const pages = Array.from({ length: one.pages }, (_, index) => {
      const src = `print/${one.name}-${index + 1}.png?${one.digest}`;
      return there.get(src) || make("img", { ...sizes, src, alt: `${PRINTED[one.product]}, page ${index + 1}` });
    });
    return [make("h2", {}, PRINTED[one.product]), make("p", { class: "about" }, one.remark, " · ", make("a", { href: `print/${one.name}.pdf`, target: "_blank" }, one.name + ".pdf")),
      ...one.problems.map(problem), make("div", { class: "sheets" }, ...pages)];
  });
  const old = drawn.length && data.problems.some((one) => one.severity === "error") && make("p", { class: "about" }, "There are errors: these are the pages as they were.");
  $("print").replaceChildren(make("div", { class: "sheaf" }, old || "", ...(drawn.length ? drawn : [make("p", { class: "empty" }, "Nothing can be printed while there are errors.")])));
}

const VIEWS = { cards: drawCards, sources: drawSources, print: drawPrint, problems: drawProblems };

function look(view) {
  state.view = view;
  for (const id of Object.keys(VIEWS)) $(id).hidden = id !== view;
  for (const link of document.querySelectorAll("nav a")) link.dataset.view === view ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  draw();
  scrollTo(0, 0);
  keep();
}

function draw() {
  $("title").textContent = document.title = data.title;
  document.documentElement.classList.toggle("night", state.night);
  for (const [id, on] of [["night", state.night], ["phone", state.phone], ["open-all", state.all]]) $(id).setAttribute("aria-pressed", on);
  drawProblems();
  VIEWS[state.view]();
  for (const made of tiles.values()) if (made.inside) fill(made.inside, made.keyed);
}
