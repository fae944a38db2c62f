// Learn the chosen cards right here: shuffled, counted round by round, and forgotten when it is over.
let round = null;

function learn() {
  const keys = chosen();
  if (!keys.length) return say("No card is chosen", 3);
  const keyed = { html: () => (round.queue.length ? data.cards[round.queue[0]][round.open ? "back" : "front"] : ""), click: reveal };
  round = { number: 0, keys, keyed, inside: frame("Card to learn", keyed), head: make("div", { class: "bar" }), foot: make("div", { class: "bar" }) };
  round.frame = make("div", { class: "frame", tabindex: "0", autofocus: true }, round.inside); // else space would press the first button, which ends it
  $("study").replaceChildren(round.head, round.frame, round.foot);
  begin(keys);
  $("study").showModal();
}

function begin(keys) {
  const queue = keys.filter((key) => data.cards[key]);
  for (let at = queue.length - 1; at > 0; at--) { // Fisher and Yates
    const other = Math.floor(Math.random() * (at + 1));
    [queue[at], queue[other]] = [queue[other], queue[at]];
  }
  Object.assign(round, { number: round.number + 1, queue, all: [...queue], missed: new Set(), known: 0, again: 0, open: false });
  drawStudy();
}

function drawStudy() {
  round.queue = round.queue.filter((key) => data.cards[key]);
  const left = round.queue.length, missed = [...round.missed].filter((key) => data.cards[key]), total = round.known + left;
  const done = make("i");
  done.style.width = `${(100 * round.known) / (total || 1)}%`;
  round.head.replaceChildren(make("span", { role: "status" }, `Round ${round.number} · ${left} left · ${round.known} known · ${round.again} again`),
    make("button", { type: "button", class: "push", onclick: () => $("study").close() }, "End"), make("div", { class: "meter" }, done));
  const button = (words, act, push) => make("button", { type: "button", class: push ? "push" : "", onclick: act }, words);
  const over = [`${round.all.length - missed.length} of ${plural(round.all.length, "card")} known at once.`,
    missed.length ? button(`The ${missed.length} missed (1)`, () => begin(missed), true) : "", button("All once more (2)", () => begin(round.keys), !missed.length)];
  const asked = [button("Again (1)", () => answer(false), true), button("Known (2)", () => answer(true))];
  round.foot.replaceChildren(...(left === 0 ? over : round.open ? asked : [button("Show answer (Space)", reveal, true)]));
  fill(round.inside, round.keyed);
  round.frame.scrollTop = 0;
  if ($("study").open && document.activeElement === document.body) round.frame.focus(); // the button that had the focus is gone
}

function reveal() {
  if (round.open || !round.queue.length) return;
  round.open = true;
  drawStudy();
}

// What was not known comes again, a few cards later; when nothing is left, the answers choose the next round.
function answer(known) {
  if (!round.queue.length) {
    const next = known ? round.keys : [...round.missed];
    return next.length ? begin(next) : undefined;
  }
  if (!round.open) return;
  const key = round.queue.shift();
  if (known) round.known++;
  else { round.again++; round.missed.add(key); round.queue.splice(Math.min(round.queue.length, 4), 0, key); }
  round.open = false;
  drawStudy();
}
