// Everything by keys, and what the buttons do: the same.
const ACTS = {
  " ": () => turn(state.current), j: () => step(1), k: () => step(-1), ArrowRight: () => step(1), ArrowLeft: () => step(-1),
  o: () => { state.all = !state.all; flipped.clear(); act(); },
  n: () => { state.night = !state.night; act(); },
  p: () => { state.phone = !state.phone; act(); },
  l: learn, "/": () => { look("cards"); $("search").focus(); }, "?": () => $("help").showModal(),
  e: () => tiles.get(state.current)?.foot.querySelector("a")?.click(),
  1: () => look("cards"), 2: () => look("sources"), 3: () => look("print"), 4: () => look("problems"),
};
const OF_CARDS = [" ", "j", "k", "ArrowRight", "ArrowLeft", "e"]; // elsewhere they would act on what is not seen
const STUDY = { " ": reveal, Enter: reveal, 1: () => answer(false), 2: () => answer(true) };

function act() { draw(); keep(); }

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape" && event.target === $("search")) { state.filters.search = ""; event.target.blur(); act(); }
    return;
  }
  if (event.key === "Escape" && $("study").open) return $("study").close();
  if (event.target.closest("button, a, summary") && (event.key === " " || event.key === "Enter")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = ($("study").open ? STUDY : ACTS)[key];
  if (found && ($("study").open || state.view === "cards" || !OF_CARDS.includes(key))) { event.preventDefault(); found(); }
}

document.addEventListener("keydown", pressed);
for (const [id, key] of [["night", "n"], ["phone", "p"], ["open-all", "o"], ["keys", "?"], ["learn", "l"]]) $(id).addEventListener("click", ACTS[key]);
for (const id of ["search", "part", "kind", "tag", "source", "principle", "news"]) {
  $(id).addEventListener("input", () => { state.filters[id] = $(id).value; act(); });
}
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
for (const link of document.querySelectorAll("nav a")) link.addEventListener("click", (event) => { event.preventDefault(); look(link.dataset.view); });
addEventListener("scroll", () => { clearTimeout(keep.soon); keep.soon = setTimeout(keep, 200); }, { passive: true });
addEventListener("pagehide", keep);
