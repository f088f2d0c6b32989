// Puts a live chart, with tooltips, in the place of each still one. Where anything fails the still chart stays.
(async () => {
  "use strict";
  const narrow = window.matchMedia("(max-width: 45.99rem)");
  const places = [...document.querySelectorAll("[data-chart]")];
  const views = new Map();
  const options = {
    mode: "vega-lite",
    ast: true, // expressions are interpreted: the policy forbids eval
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };

  async function draw(place) {
    const specs = JSON.parse(document.getElementById(`spec-${place.dataset.chart}`).textContent);
    const made = await window.vegaEmbed(place, specs[narrow.matches ? "narrow" : "wide"], options);
    views.get(place)?.finalize();
    views.set(place, made);
    place.hidden = false;
    place.closest(".figure").classList.add("is-live");
  }

  async function drawAll() {
    for (const place of places) {
      await draw(place);
    }
    document.documentElement.dataset.charts = "drawn";
  }

  // Vega measures text: the font has to be there before it does
  await Promise.all([400, 600, 700].map((weight) => document.fonts.load(`${weight} 10px Inter`)));
  await drawAll();
  narrow.addEventListener("change", drawAll);
})();
