// The page's own behaviour: opening quotes, putting questions, again with a chip switched or other words, and keeping
// the right thing in view.
// Runs once, as the `js_on_load` of the header: `trigger` raises a Gradio event on the header's block.
// Knows the data- attributes that ui/render.py writes; makes no HTML and sends no request of its own.

const NARROW = window.matchMedia('(max-width: 899px)');
const FINE_POINTER = window.matchMedia('(pointer: fine)');
const byId = (name) => document.getElementById(name);
const questionBox = () => document.querySelector('#box textarea, #box input');
const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

let opened = '';         // the citation or article that the panel shows, for its marks and the way back
let placed = '';         // which article and window the panel was last scrolled for
let pinned = true;       // false once the person scrolls during an answer
let seen = '';           // the newest exchange and its state, to notice a new one and an end
let switched = '';       // what the person switched last: its button gets the focus in the new answer

function scrollPage(top) {
  window.scrollTo({top, behavior: calm() ? 'auto' : 'smooth'});
}

// Scroll the panel's own box, never the page, so that the quote stands in its upper third.
function placeQuote() {
  const reader = document.querySelector('#panel .reader[data-shown]');
  if (!reader) return;
  const quote = reader.querySelector('mark.quoted');
  if (quote) {
    const above = quote.getBoundingClientRect().top - reader.getBoundingClientRect().top;
    reader.scrollTop += above - Math.min(reader.clientHeight / 4, 120);
  } else {
    reader.scrollTop = 0;
  }
  if (NARROW.matches) scrollPage(byId('side').getBoundingClientRect().top + window.scrollY - 8);
}

function panelChanged() {
  const reader = document.querySelector('#panel .reader[data-shown]');
  const now = reader ? reader.dataset.shown + '@' + reader.dataset.start : '';
  if (now === placed) return;
  placed = now;
  placeQuote();
}

// Its mark and its card stay marked, also when the exchange moves up into the past.
function markOpened() {
  for (const opener of document.querySelectorAll('#talk [data-open]')) {
    opener.classList.toggle('opened', opener.dataset.open === opened);
  }
}

function put(question) {
  const box = questionBox();
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), 'value').set;
  setter.call(box, question);
  box.dispatchEvent(new Event('input', {bubbles: true}));
  setTimeout(() => document.querySelector('#box button.submit-button')?.click(), 30);
  if (FINE_POINTER.matches) box.focus();
}

const running = () => document.querySelector('#newest .answer.running') !== null;

// The same question once more; one answer runs at a time.
function again(change, focusOn) {
  if (running()) return;
  switched = focusOn;
  trigger('submit', change);
}

function toggleEditor(button, open) {
  const editor = button.parentElement.querySelector('.editor');
  editor.hidden = !open;
  button.setAttribute('aria-expanded', String(open));
  if (!open) return button.focus();
  const field = editor.querySelector('input');
  field.value = field.defaultValue;
  field.focus();
  field.select();
}

function goBack() {
  const target = document.querySelector('#talk .opened') ?? questionBox();
  scrollPage(target.getBoundingClientRect().top + window.scrollY - window.innerHeight / 3);
  target.focus({preventScroll: true});
}

// As far down as the answer goes, but never past its question.
function follow(exchange) {
  const talk = byId('talk');
  const inner = talk.scrollHeight > talk.clientHeight + 1 && !NARROW.matches;
  const top = exchange.getBoundingClientRect().top;
  if (inner) {
    const wanted = talk.scrollTop + top - talk.getBoundingClientRect().top - 8;
    talk.scrollTop = Math.min(wanted, talk.scrollHeight - talk.clientHeight);
  } else if (NARROW.matches) {
    window.scrollTo({top: top + window.scrollY - 8});
  }
}

function talkChanged() {
  markOpened();
  const exchange = document.querySelector('#newest .exchange');
  const answer = exchange?.querySelector('.answer');
  if (!answer) { seen = ''; return; }
  const busy = running();
  const now = exchange.id + (busy ? ' running' : ' done');
  if (!seen.startsWith(exchange.id + ' ')) pinned = true;
  if (pinned) follow(exchange);
  if (now !== seen && !busy) backTo(exchange);
  seen = now;
}

// Whoever switched something stays where it can be switched back; else the next question can be typed at once, unless
// the person has gone elsewhere meanwhile.
function backTo(exchange) {
  const wanted = switched && exchange.querySelector(switched);
  switched = '';
  const active = document.activeElement;
  const idle = !active || active === document.body || active.matches('#box button, .example, .understood *');
  if (!idle) return;
  if (wanted) return wanted.focus({preventScroll: true});
  if (FINE_POINTER.matches) questionBox()?.focus({preventScroll: true});
}

document.addEventListener('click', (event) => {
  const clicked = event.target.closest?.('[data-open], [data-ask], [data-back], [data-again], [data-edit]');
  if (!clicked) return;
  const {again: number, ignore, allow, edit} = clicked.dataset;
  if (number !== undefined) {
    return again({again: number, ignore, allow}, `[data-aspect="${ignore ?? allow}"] button`);
  }
  if (edit !== undefined) return toggleEditor(clicked, clicked.getAttribute('aria-expanded') !== 'true');
  if (clicked.dataset.ask !== undefined) return put(clicked.dataset.ask);
  if (clicked.dataset.back !== undefined) return goBack();
  opened = clicked.dataset.open;
  markOpened();
  const reader = document.querySelector('#panel .reader[data-shown]');
  if (reader?.dataset.shown === clicked.dataset.open && clicked.dataset.at === undefined
      && reader.querySelector('mark.quoted')) return placeQuote();
  trigger('open', {open: clicked.dataset.open, at: clicked.dataset.at ?? ''});
});

// In the field of a wording Enter asks and Escape closes; while a word is being composed both belong to the keyboard.
document.addEventListener('keydown', (event) => {
  const field = event.target.closest?.('input[data-reword]');
  if (!field || event.isComposing) return;
  const button = field.closest('.rewording').querySelector('[data-edit]');
  if (event.key === 'Escape') return toggleEditor(button, false);
  if (event.key !== 'Enter') return;
  event.preventDefault();
  again({again: field.dataset.reword, standalone: field.value}, '[data-edit]');
});

// The other blocks may be put on the page after the header.
function whenThere(name, then) {
  const block = byId(name);
  if (block) then(block); else requestAnimationFrame(() => whenThere(name, then));
}

function observe(name, callback) {
  whenThere(name, (block) =>
    new MutationObserver(() => requestAnimationFrame(callback)).observe(block, {
      childList: true, subtree: true, characterData: true,
      attributes: true, attributeFilter: ['class', 'data-shown', 'data-start', 'id'],
    }));
}

// Gradio does not say of a folded row whether it is open.
whenThere('scope', (row) => {
  const fold = row.querySelector('button.label-wrap');
  const tell = () => fold.setAttribute('aria-expanded', String(fold.classList.contains('open')));
  new MutationObserver(tell).observe(fold, {attributes: true, attributeFilter: ['class']});
  tell();
});

observe('panel', panelChanged);
observe('newest', talkChanged);
observe('past', markOpened);
whenThere('talk', (talk) => {
  for (const name of ['wheel', 'touchmove', 'keydown']) {
    talk.addEventListener(name, () => { pinned = false; }, {passive: true});
  }
});
