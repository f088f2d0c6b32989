// Opens the card of a KPI where its link is clicked. Without script the link leads to the card at the end.
(() => {
  "use strict";
  const dialog = document.getElementById("card-dialog");
  const gap = document.createComment("the card is in the dialog");
  let card = null;
  let opener = null;

  function open(link) {
    opener = link;
    card = document.querySelector(link.hash);
    card.replaceWith(gap);
    dialog.append(card);
    card.querySelector("details").open = true;
    dialog.setAttribute("aria-labelledby", card.getAttribute("aria-labelledby"));
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  dialog.addEventListener("close", () => {
    card.querySelector("details").open = false;
    gap.replaceWith(card);
    // not every browser gives the focus to a link that is clicked
    opener.focus({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => {
    // outside of it, its button, or a link to another place of the page
    if (event.target === dialog || event.target.closest("button, a[href^='#']")) {
      dialog.close();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#card-']");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (link && !elsewhere && !dialog.open) {
      event.preventDefault();
      open(link);
    }
  });
})();
