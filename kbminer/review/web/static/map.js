// The map: zoom by wheel, pinch, buttons and keys; drag; what lies where one points. No words of any language here.
"use strict";
(() => {
  const map = document.querySelector("[data-map]");
  if (!map) return;
  const svg = map.querySelector("svg"), near = map.querySelector(".map-near");
  const whole = { x: 0, y: 0, w: 1200, h: 800 }, labels = [...svg.querySelectorAll("text")], circles = [...svg.querySelectorAll("circle")];
  const most = 24, closest = 12;
  let view = { ...whole }, fingers = new Map(), moved = false, waiting = 0;

  // How many units of the map a pixel shows: the picture fits into its box, so the smaller side decides.
  const perPixel = () => { const box = svg.getBoundingClientRect(); return Math.max(view.w / box.width, view.h / box.height); };
  const zoom = () => whole.w / view.w;
  function draw() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    for (const circle of circles) circle.setAttribute("r", circle.dataset.r / Math.sqrt(zoom()));
    label();
  }
  // The largest circles get their labels first, each where it covers no other.
  function label() {
    const size = 13.5 * perPixel(), taken = [];
    labels.forEach((text, i) => {
      const circle = circles[i], x = Number(circle.getAttribute("cx")), y = Number(circle.getAttribute("cy")), gap = Number(circle.getAttribute("r")) + size / 4;
      const wide = text.textContent.length * size * 0.6, seen = x > view.x && x < view.x + view.w && y > view.y && y < view.y + view.h;
      const boxes = [["start", x + gap], ["end", x - gap]].map(([anchor, at]) => ({ anchor, at, left: at - (anchor === "end" ? wide : 0) - size / 2, right: at + (anchor === "end" ? 0 : wide) + size / 2, top: y - size * 1.1, bottom: y + size * 1.1 }));
      const room = taken.length < most && seen && boxes.find((box) => box.left > view.x && box.right < view.x + view.w && !taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top));
      text.setAttribute("visibility", room ? "visible" : "hidden");
      if (!room) return;
      taken.push(room);
      text.setAttribute("text-anchor", room.anchor); text.setAttribute("x", room.at); text.setAttribute("y", y + size * 0.35);
      text.style.fontSize = `${size}px`;
    });
  }
  function place(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: at.x, y: at.y };
  }
  function zoomAt(at, by) {
    const w = by ? Math.min(whole.w, Math.max(whole.w / closest, view.w / by)) : whole.w, share = w / view.w;
    view = { x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share, w, h: w * whole.h / whole.w };
    keepInside(); draw();
  }
  function keepInside() {
    view.x = Math.min(Math.max(view.x, 0), whole.w - view.w);
    view.y = Math.min(Math.max(view.y, 0), whole.h - view.h);
  }
  const middle = () => ({ x: view.x + view.w / 2, y: view.y + view.h / 2 });

  svg.addEventListener("wheel", (event) => { event.preventDefault(); zoomAt(place(event), event.deltaY < 0 ? 1.2 : 1 / 1.2); }, { passive: false });
  map.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom-by]");
    if (button) zoomAt(middle(), Number(button.dataset.zoomBy));
    if (moved && event.target.closest("a")) event.preventDefault(); // a drag that began on a circle opens nothing
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); moved = false; });
  addEventListener("pointerup", (event) => { fingers.delete(event.pointerId); svg.classList.remove("held"); });
  addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) { if (event.pointerType === "mouse") ask(event); return; }
    if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 3 && !moved) return;
    moved = true; svg.classList.add("held");
    const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
    const wide = fingers.size === 2 ? spread() : 0;
    fingers.set(event.pointerId, event);
    if (wide) { zoomAt(place(event), spread() / wide); return; }
    const unit = perPixel();
    view.x -= (event.clientX - before.clientX) * unit; view.y -= (event.clientY - before.clientY) * unit;
    keepInside(); draw();
  });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    view.x += step[0] * view.w / 8; view.y += step[1] * view.h / 8; keepInside(); draw();
  });
  // Who moves to a circle by Tab must see it.
  svg.addEventListener("focusin", (event) => {
    const circle = event.target.querySelector?.("circle");
    if (!circle) return;
    const x = Number(circle.getAttribute("cx")), y = Number(circle.getAttribute("cy"));
    if (x < view.x || x > view.x + view.w || y < view.y || y > view.y + view.h) { view.x = x - view.w / 2; view.y = y - view.h / 2; keepInside(); draw(); }
  });

  // What lies where the pointer rests.
  function ask(event) {
    clearTimeout(waiting);
    const at = place(event), reach = Math.ceil(9 * perPixel());
    waiting = setTimeout(async () => {
      const answer = await fetch(`/map/near?x=${Math.max(0, Math.round(at.x))}&y=${Math.max(0, Math.round(at.y))}&reach=${reach}`);
      if (!answer.ok) return;
      const told = (await answer.text()).trim();
      if (told) near.innerHTML = told;
      near.hidden = !told && !near.matches(":hover");
    }, 140);
  }
  addEventListener("resize", draw);
  draw();
})();
