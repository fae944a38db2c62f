// A card in a frame of its own: Anki's page, its look, and no script. The frame is as high as its card.
const LOOK = data.look;
const watching = new WeakMap();

function frame(label, keyed) {
  const made = make("iframe", { sandbox: "allow-same-origin", title: label, tabindex: "-1", scrolling: "no" });
  made.srcdoc = `<!doctype html><html lang="en" class="${state.phone ? "mobile" : ""}"><head><meta charset="utf-8"><base href="media/">` +
    `<style>${LOOK}</style></head><body class="card card1"><div id="qa"></div></body></html>`;
  made.addEventListener("load", () => ready(made, keyed), { once: true });
  return made;
}

function ready(made, keyed) {
  const inside = made.contentDocument;
  inside.addEventListener("click", (event) => clicked(event, keyed));
  inside.addEventListener("keydown", pressed);
  const sizes = new ResizeObserver(() => fit(made, keyed));
  watching.set(made, sizes);
  fill(made, keyed);
  sizes.observe(inside.body);
}

// A link in a card opens beside the page; anything else turns the card over.
function clicked(event, keyed) {
  if (!followed(event)) keyed.click();
}

function followed(event) {
  const link = event.target.closest("a");
  if (!link) return false;
  event.preventDefault();
  if (/^https?:$/.test(link.protocol)) window.open(link.href, "_blank", "noopener");
  return true;
}

function fill(made, keyed) {
  const inside = made.contentDocument;
  const shown = inside && inside.getElementById("qa");
  if (!shown) return;
  inside.documentElement.classList.toggle("mobile", state.phone);
  for (const name of ["nightMode", "night_mode"]) inside.body.classList.toggle(name, state.night);
  const html = keyed.html();
  if (shown.told !== html || shown.ready !== setter.ready) {
    [shown.told, shown.ready] = [html, setter.ready];
    styled(inside);
    shown.replaceChildren(...nodes(html));
    sized(inside);
    for (const wide of inside.querySelectorAll("pre, table")) wide.tabIndex = 0; // what can be scrolled sideways can be reached by keys
  }
  fit(made, keyed);
}

function fit(made, keyed) {
  const body = made.contentDocument && made.contentDocument.body;
  if (!body) return;
  const height = body.offsetHeight;
  if (height && made.style.height !== height + "px") {
    made.style.height = height + "px";
    if (keyed.sized) keyed.sized(height);
  }
}
