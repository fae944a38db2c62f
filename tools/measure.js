// What a card's page looks like, in numbers: its ground, and of each piece of text and each picture where it stands, how large, in what color.
JSON.stringify((() => {
  const body = document.body, all = [];
  const round = (number) => Math.round(number * 100) / 100;
  const walk = document.createTreeWalker(document.getElementById("qa"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.nodeType === 1 ? node : node.parentElement;
    const formula = element.closest("mjx-container");
    const piece = node.nodeType === 1 ? (element === formula || element.tagName === "IMG" || element.tagName === "HR" ? element : null) : node.data.trim() && !formula ? node : null;
    if (!piece) continue;
    const range = document.createRange();
    range.selectNode(piece);
    const box = (piece === element ? element : range).getBoundingClientRect(), look = getComputedStyle(element);
    if (!box.width || look.visibility === "hidden") continue;
    all.push({
      what: piece === element ? element.tagName.toLowerCase() : node.data.trim().slice(0, 24), box: [box.left + scrollX, box.top + scrollY, box.width, box.height].map(round),
      size: look.fontSize, color: look.color, weight: look.fontWeight, style: look.fontStyle, family: look.fontFamily.slice(0, 40),
    });
  }
  return { ground: getComputedStyle(body).backgroundColor === "rgba(0, 0, 0, 0)" ? getComputedStyle(document.documentElement).backgroundColor : getComputedStyle(body).backgroundColor, width: document.documentElement.clientWidth, pieces: all };
})());
