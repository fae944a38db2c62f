// What changes arrives as it is saved: only that is redrawn. Where the server is gone, the page stays and waits for it.
function take(change) {
  for (const [key, card] of Object.entries(change.cards || {})) { data.cards[key] = card; texts.delete(key); }
  for (const name of ["order", "sources", "problems", "title"]) if (name in change) data[name] = change[name];
  const there = new Set(data.order);
  for (const key of Object.keys(data.cards)) if (!there.has(key)) { delete data.cards[key]; texts.delete(key); }
  data.set = false; // pages stay until the new ones are there
  for (const key of Object.keys(change.cards || {})) {
    if (tiles.get(key)?.card && data.cards[key]) drawTile(tiles.get(key)); // what was saved is in sight at once; filters and counts follow
    flash(key);
  }
  clearTimeout(take.soon);
  take.soon = setTimeout(() => {
    const top = scrollY;
    draw();
    if (round && $("study").open) drawStudy();
    if (scrollY !== top) scrollTo(0, top);
  }, 30);
}

function flash(key) {
  const box = tiles.get(key)?.box;
  if (!box) return;
  box.classList.remove("redrawn");
  requestAnimationFrame(() => box.classList.add("redrawn"));
}

function listen() {
  const events = new EventSource("events?since=" + data.version);
  events.addEventListener("change", (event) => {
    const change = JSON.parse(event.data);
    data.version = change.version;
    take(change);
  });
  events.addEventListener("open", () => say(""));
  events.addEventListener("error", () => {
    say("The preview has ended. Start `deckgen preview` again: this page will follow.");
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 2000);
  });
}

history.scrollRestoration = "manual";
const before = state.top;
look(VIEWS[state.view] ? state.view : "cards");
scrollTo(0, before);
if (data.live) listen();
