// Marks the section being read in the navigation, and keeps its link in sight.
(() => {
  "use strict";
  const strip = document.querySelector("nav");
  const links = new Map([...strip.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));

  function mark(link) {
    strip.querySelector("[aria-current]")?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    const middle = link.offsetLeft - strip.offsetLeft - (strip.clientWidth - link.offsetWidth) / 2;
    strip.scrollTo({ left: middle });
  }

  // a section is read while it crosses a line in the upper third of the window
  const watcher = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => mark(links.get(entry.target.id))),
    { rootMargin: "-30% 0px -70% 0px" },
  );
  for (const id of links.keys()) {
    watcher.observe(document.getElementById(id));
  }
})();
