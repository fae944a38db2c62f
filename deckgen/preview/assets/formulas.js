// Formulas, set by the MathJax that Anki has, as Anki has it: in a document that nobody sees. Frames get what comes out of it, and run nothing.
const X_HEIGHT = 0.442; // of MathJax's letters, in their size
const setter = { script: null, sheet: "", ready: false };

window.MathJax = {
  tex: { displayMath: [["\\[", "\\]"]], processEscapes: false, processEnvironments: false, processRefs: false, packages: { "[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"] } },
  svg: { fontCache: "none" }, // Anki has the same letters as fonts, which a frame would have to fetch
  loader: { load: ["ui/safe"] }, // a card's formula brings no style, class, name or address that is not harmless
  options: { enableMenu: false },
  startup: { typeset: false },
};

// Give the nodes of a text; formulas in it as they are typed until MathJax is there, which is fetched for the first of them.
function nodes(html) {
  const page = document.implementation.createHTMLDocument("");
  page.body.innerHTML = html;
  if (/\\[([]/.test(html)) {
    if (setter.ready) typeset(page);
    else if (!setter.script) fetchSetter();
  }
  return page.body.childNodes;
}

// With macros of its own: what one card defines must not be what another needs.
function typeset(page) {
  const { startup, _, config } = MathJax;
  const set = _.mathjax.mathjax.document(page, { ...config.options, InputJax: startup.getInputJax(), OutputJax: startup.output });
  set.addStyleSheet = () => {}; // `styled` does
  try {
    set.findMath().compile();
    for (const one of set.math) one.setMetrics(16, 8, 1280, 1e6, 1); // its sizes are in the units of the text around it
    set.typeset().assistiveMml().updateDocument();
  } catch { /* it asks for what is not shipped: then it stays as typed */ }
}

function fetchSetter() {
  setter.script = make("script", { src: "mathjax/tex-svg-full.js" });
  setter.script.addEventListener("load", () => MathJax.startup.promise.then(() => {
    setter.ready = true;
    setter.sheet = MathJax.svgStylesheet().textContent + "mjx-container { line-height: 0 }"; // as Anki's have it
    measureHere(MathJax.startup.output);
    styled(document);
    draw();
    if (round && $("study").open) drawStudy();
  }));
  setter.script.addEventListener("error", () => say("MathJax cannot be fetched: formulas stay as they are typed", 8));
  document.head.append(setter.script);
}

// Words that MathJax has no letters for are measured, which can only be done in a page that is seen.
function measureHere(output) {
  const measure = output.measureTextNode;
  output.measureTextNode = (text) => {
    const unseen = output.adaptor.document;
    output.adaptor.document = document;
    try { return measure.call(output, text); } finally { output.adaptor.document = unseen; }
  };
}

// Anki's formulas are as large as these, but of larger type in smaller units: margins and lines around them come of it.
function sized(page) {
  for (const formula of page.querySelectorAll("mjx-container")) {
    const probe = page.createElement("span"), svg = formula.querySelector("svg");
    probe.style.cssText = "position:absolute;visibility:hidden;height:60ex";
    formula.before(probe);
    const scale = Math.max(0.5, Math.round((1000 * probe.offsetHeight) / 60 / X_HEIGHT / parseFloat(getComputedStyle(probe).fontSize)) / 1000);
    probe.remove();
    formula.style.fontSize = `${100 * scale}%`;
    svg.style.fontSize = `${100 / scale}%`;
  }
}

// The look of formulas, in the page or in a card's.
function styled(page) {
  if (!setter.ready || page.adoptedStyleSheets.length) return;
  const sheet = new page.defaultView.CSSStyleSheet();
  sheet.replaceSync(setter.sheet);
  page.adoptedStyleSheets = [sheet];
}
