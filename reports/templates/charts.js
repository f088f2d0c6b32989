// Puts a live chart, with tooltips, in the place of each still one, and lets the reader choose which of its
// groups it shows. Where anything fails the still chart stays.
(async () => {
  "use strict";
  const narrow = window.matchMedia("(max-width: 45.99rem)");
  const options = {
    mode: "vega-lite",
    ast: true, // expressions are interpreted: the policy forbids eval
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };

  class Chart {
    constructor(place) {
      this.place = place;
      this.figure = place.closest(".figure");
      this.specs = JSON.parse(document.getElementById(`spec-${place.dataset.chart}`).textContent);
      this.choice = 0; // the whole figure
      this.work = Promise.resolve();
      this.filter = this.figure.querySelector(".filter");
      this.filter?.addEventListener("change", (event) => this.choose(Number(event.target.value)));
    }

    // One drawing after the other: a choice that has been left again when its turn comes is not drawn.
    draw() {
      this.work = this.work.then(async () => {
        const spec = this.specs[this.choice][narrow.matches ? "narrow" : "wide"];
        if (spec === this.drawn) {
          return;
        }
        const made = await window.vegaEmbed(this.place, spec, options);
        this.view?.finalize();
        this.view = made;
        this.drawn = spec;
      });
      return this.work;
    }

    async show() {
      await this.draw();
      this.place.hidden = false;
      this.filter?.removeAttribute("hidden");
      this.figure.classList.add("is-live");
    }

    choose(choice) {
      this.choice = choice;
      const rows = [...this.figure.querySelectorAll("tr[data-choice]")];
      for (const row of rows) {
        row.hidden = choice > 0 && Number(row.dataset.choice) !== choice;
      }
      const left = rows.filter((row) => !row.hidden).length;
      const label = this.filter.querySelector("input:checked").labels[0].textContent.trim();
      this.filter.querySelector("[role=status]").textContent =
        choice > 0 ? `Only ${label}: ${left} of ${rows.length} rows. The heading is about all.` : "All are shown.";
      return this.draw();
    }
  }

  const charts = [...document.querySelectorAll("[data-chart]")].map((place) => new Chart(place));

  // Vega measures text: the font has to be there before it does
  await Promise.all([400, 600, 700].map((weight) => document.fonts.load(`${weight} 10px Inter`)));
  for (const chart of charts) {
    await chart.show().catch(console.error);
    // the page answers between two charts
    await new Promise((resolve) => setTimeout(resolve));
  }
  document.documentElement.dataset.charts = "drawn";
  narrow.addEventListener("change", () => charts.forEach((chart) => chart.draw()));
})();
