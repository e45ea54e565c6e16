// What a mark stands for: its quote, headline, outlet and date, as a note beside it and as what a screen reader is told of it.
// One script with page.js. Knows the marks and the cards of an answer; makes no words of its own.

const LINGER = 300;  // milliseconds that the pointer may be beside both, on its way from a mark to its note

let pointed = null;  // the mark under the pointer, or whose note is
let focused = null;  // the mark with the focus
let noted = null;    // the mark whose note is shown
let leaving = 0;

const cardOf = (mark) => mark.closest('.exchange')?.querySelector(`.card[data-open="${mark.dataset.open}"] .body`);

// Beneath its mark, above it where there is no room beneath.
function placeNote() {
  const note = byId('peek');
  if (!note) return;
  const place = noted.getBoundingClientRect();
  note.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - note.offsetWidth - 8))}px`;
  const below = place.bottom + note.offsetHeight < window.innerHeight;
  note.style.top = `${below ? place.bottom : Math.max(2, place.top - note.offsetHeight)}px`;
  note.style.visibility = place.bottom < 0 || place.top > window.innerHeight ? 'hidden' : '';
}

function showNote() {
  const mark = pointed ?? focused;
  if (mark === noted) return;
  byId('peek')?.remove();
  noted = null;
  const body = mark && cardOf(mark);
  if (!body) return;
  noted = mark;
  const note = Object.assign(document.createElement('div'), {id: 'peek'});
  note.setAttribute('role', 'tooltip');
  const told = body.cloneNode(true);
  told.removeAttribute('id');
  note.append(told);
  byId('notice').append(note);  // not into the answer: what changes there is scrolled to
  placeNote();
}

// True where a note was shown. It comes again once the mark is left and gone to anew.
function dismissNote() {
  const shown = noted !== null;
  clearTimeout(leaving);
  pointed = focused = null;
  showNote();
  return shown;
}

// A mark is told by its card, also in exchanges that were kept; the answer of a note may be drawn anew or be gone.
function marksChanged() {
  for (const mark of document.querySelectorAll('#talk button.mark:not([aria-describedby])')) {
    const body = cardOf(mark);
    if (!body) continue;
    body.id = `source-${mark.dataset.open}`;
    mark.setAttribute('aria-describedby', body.id);
  }
  if (noted && !noted.isConnected) dismissNote();
  else placeNote();
}

document.addEventListener('mouseover', (event) => {
  const mark = event.target.closest?.('button.mark');
  if (!mark && !(noted && event.target.closest?.('#peek'))) return;
  clearTimeout(leaving);
  pointed = mark ?? noted;
  showNote();
});
document.addEventListener('mouseout', (event) => {
  if (!event.target.closest?.('button.mark, #peek')) return;
  clearTimeout(leaving);
  leaving = setTimeout(() => {
    pointed = null;
    showNote();
  }, LINGER);
});
for (const [name, has] of [['focusin', true], ['focusout', false]]) {
  document.addEventListener(name, (event) => {
    const mark = event.target.closest?.('button.mark');
    if (!mark) return;
    focused = has ? mark : null;
    showNote();
  });
}
for (const [name, of] of [['scroll', document], ['resize', window]]) {
  of.addEventListener(name, () => placeNote(), {capture: true, passive: true});
}
