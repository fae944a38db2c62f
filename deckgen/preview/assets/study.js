// Learn the chosen cards right here: shuffled, counted, and forgotten when it is over.
let round = null;

function learn() {
  const queue = chosen();
  for (let at = queue.length - 1; at > 0; at--) { // Fisher and Yates
    const other = Math.floor(Math.random() * (at + 1));
    [queue[at], queue[other]] = [queue[other], queue[at]];
  }
  if (!queue.length) return say("No card is chosen", 3);
  round = { queue, total: queue.length, known: 0, again: 0, open: false };
  round.keyed = { html: () => (round.queue.length ? data.cards[round.queue[0]][round.open ? "back" : "front"] : ""), click: reveal };
  round.inside = frame("Card to learn", round.keyed);
  round.head = make("div", { class: "bar" });
  round.foot = make("div", { class: "bar" });
  round.frame = make("div", { class: "frame", tabindex: "0" }, round.inside);
  $("study").replaceChildren(round.head, round.frame, round.foot);
  $("study").showModal();
  drawStudy();
}

function drawStudy() {
  const left = round.queue.length;
  round.queue = round.queue.filter((key) => data.cards[key]);
  const done = make("i");
  done.style.width = `${(100 * round.known) / round.total}%`;
  round.head.replaceChildren(make("span", {}, `${left} left · ${round.known} known · ${round.again} again`),
    make("button", { type: "button", class: "push", onclick: () => $("study").close() }, "End"), make("div", { class: "meter" }, done));
  const button = (words, act) => make("button", { type: "button", class: "push", onclick: act }, words);
  const again = button("Again (1)", () => answer(false)), known = make("button", { type: "button", onclick: () => answer(true) }, "Known (2)");
  round.foot.replaceChildren(...(left === 0 ? ["All known."] : round.open ? [again, known] : [button("Show answer (Space)", reveal)]));
  fill(round.inside, round.keyed);
  round.frame.scrollTop = 0;
}

function reveal() {
  if (round.open || !round.queue.length) return;
  round.open = true;
  drawStudy();
}

// What was not known comes again, a few cards later.
function answer(known) {
  if (!round.open) return;
  const key = round.queue.shift();
  if (known) round.known++;
  else { round.again++; round.queue.splice(Math.min(round.queue.length, 4), 0, key); }
  round.open = false;
  drawStudy();
}
