// What is shown, and what its reader chose: the choices outlive a reload of the page, and nothing else is kept.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const KEPT = "deckgen:" + location.pathname;
const state = Object.assign(
  { view: "cards", night: false, phone: false, all: false, flipped: [], current: "", filters: {}, top: 0, heights: {}, tall: {} },
  JSON.parse(sessionStorage.getItem(KEPT) || "{}"),
);
const flipped = new Set(state.flipped);

function keep() {
  state.flipped = [...flipped];
  state.top = scrollY;
  if (state.view === "cards") for (const made of tiles.values()) if (made.inside) state.tall[sizeName(made.key)] = made.box.offsetHeight;
  try { sessionStorage.setItem(KEPT, JSON.stringify(state)); } catch { /* full: then the choices are lost on reload */ }
}

// Make an element: its attributes, and children that are texts or elements; nothing here is read as HTML.
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== "" && child !== null && child !== undefined));
  return made;
}

// Words with `code` in them, as findings are written.
function worded(text) {
  return text.split(/`([^`]*)`/).map((piece, index) => (index % 2 ? make("code", {}, piece) : piece));
}

function place(file, line, column = 1) {
  const words = file + ":" + line;
  if (!data.editor) return make("span", {}, words);
  if (data.editor !== "command") {
    const address = data.editor.replace("{file}", () => encodeURI(file).replace(/[#?]/g, encodeURIComponent)).replace("{line}", line).replace("{column}", column);
    return make("a", { href: address, title: "open in the editor" }, words);
  }
  const open = (event) => {
    event.preventDefault();
    fetch("open", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ file, line, column }) })
      .then((answer) => { if (!answer.ok) say("The command of DECKGEN_EDITOR cannot open it", 8); });
  };
  return make("a", { href: "#", title: "open in the editor", onclick: open }, words);
}

const plural = (count, noun) => count.toLocaleString("en") + " " + noun + (count === 1 ? "" : "s");

let hiding = 0;
function say(words, seconds = 0) {
  $("status").textContent = words;
  clearTimeout(hiding);
  if (seconds) hiding = setTimeout(() => { $("status").textContent = ""; }, seconds * 1000);
}
