// Put into every page a test opens, before the page's own code: what only code in the page can see.

/** Pixels around a point that belong to a light. */
const reachPx = 12;

/** All that is painted around a point of the window, by every canvas of the map that lies there. */
const paintedAt = (x, y) =>
  [...document.querySelectorAll("#map canvas")].flatMap((canvas) => {
    const box = canvas.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return [];
    const scale = canvas.width / box.width;
    const corner = [(x - box.left - reachPx) * scale, (y - box.top - reachPx) * scale];
    return [
      canvas
        .getContext("2d")
        ?.getImageData(...corner, 2 * reachPx * scale, 2 * reachPx * scale)
        .data.join() ?? "",
    ];
  });

let change = Promise.resolve(0);

const nameOf = (element) => {
  const text = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent ?? "";
  return `${element.localName} ${element.id ? `#${element.id} ` : ""}${text.replace(/\s+/g, " ").trim().slice(0, 40)}`.trim();
};

const scrollsSideways = (element) =>
  element && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) || scrollsSideways(element.parentElement));

globalThis.probe = {
  /** Begins to watch the middle of the map. */
  watchMiddle() {
    const box = document.querySelector("#map").getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const before = paintedAt(x, y).join("|");
    change = new Promise((resolve) => {
      const look = () => {
        if (paintedAt(x, y).join("|") === before) requestAnimationFrame(look);
        // The frame in which it is painted reaches the screen with the next one.
        else requestAnimationFrame(() => resolve(Date.now()));
      };
      requestAnimationFrame(look);
    });
    return before.length;
  },
  /** Resolves with the instant at which another picture was on screen, ms since 1970. */
  changedAt: () => change,
  /** Names of what makes the page wider than the window; what scrolls or is cut off in a part of its own does not. */
  tooWide() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !scrollsSideways(element.parentElement),
    );
    return [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`, ...wide.slice(0, 5).map(nameOf)];
  },
  /** Name of what has the focus, and whether a person can see it and its ring. */
  focused() {
    const element = document.activeElement ?? document.body;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const inside = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
    return {
      name: element === document.body ? "body" : nameOf(element),
      isSeen: inside && style.visibility === "visible",
      hasRing: style.outlineStyle !== "none",
    };
  },
};
