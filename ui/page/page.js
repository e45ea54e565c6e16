// The page's own behaviour: opening quotes, putting questions, again with a chip switched or other words, and keeping
// the right thing in view.
// Runs once, with answers.js and marks.js, as the `js_on_load` of the header: `trigger` raises a Gradio event on the header's block.
// Knows the data- attributes that ui/render writes; makes no HTML and sends no request of its own.

const NARROW = window.matchMedia('(max-width: 899px)');
const FINE_POINTER = window.matchMedia('(pointer: fine)');
const byId = (name) => document.getElementById(name);
const questionBox = () => document.querySelector('#box textarea, #box input');
const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

let opened = '';         // the citation or article that the panel shows, for its marks and the way back
let wanted = null;       // what was asked for last, in case it is overtaken by what was asked for before
let overtaken = 0;
let placed = '';         // which article and window the panel was last scrolled for
let pinned = true;       // false once the person scrolls during an answer
let seen = '';           // the newest exchange and its state, to notice a new one and an end
let answering = null;    // the index that the page's head tells of
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

// Two clicks in quick succession may be answered in the other order: then the last is asked for once more.
function lastWanted() {
  clearTimeout(overtaken);
  const shown = document.querySelector('#panel .reader[data-shown]')?.dataset.shown;
  if (!wanted || !shown || shown === wanted.open) return;
  overtaken = setTimeout(() => {
    const still = document.querySelector('#panel .reader[data-shown]')?.dataset.shown;
    if (wanted && still && still !== wanted.open) trigger('open', wanted);
    wanted = null;
  }, 1000);
}

function panelChanged() {
  lastWanted();
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
  window.articleRagQuestion.ask(question);
  if (FINE_POINTER.matches) questionBox().focus();
}

const running = () => document.querySelector('#newest .answer.running') !== null;

// The same question once more; when it is put, asking.js decides.
function again(change, focusOn) {
  if (running() || !window.articleRagQuestion.again(() => trigger('submit', change), change.question ?? change.standalone)) return;
  switched = focusOn;
  // What was taken away from it is not to restrict the next question either.
  if (change.ignore || change.everything) trigger('clear', change);
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
  markVerdicts();
  marksChanged();
  const exchange = document.querySelector('#newest .exchange');
  const answer = exchange?.querySelector('.answer');
  if (!answer) { seen = ''; return; }
  const busy = running();
  const now = exchange.id + (busy ? ' running' : ' done');
  if (!seen.startsWith(exchange.id + ' ')) pinned = true;
  if (pinned && (busy || now !== seen)) follow(exchange);
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

const PRESSED = '[data-open], [data-ask], [data-back], [data-again], [data-edit], [data-copy], [data-verdict], [data-unfold], [data-stop], [data-undo], [data-change]';

document.addEventListener('click', (event) => {
  const clicked = event.target.closest?.(PRESSED);
  if (!clicked || clicked.closest('#library')) return;
  dismissNote();
  const {again: number, ignore, allow, edit, retry, only, since, everything, quoting, asking} = clicked.dataset;
  if (retry !== undefined) return again({again: number, retry}, '[data-retry]');
  if (ignore !== undefined || allow !== undefined) {
    return again({again: number, ignore, allow}, `[data-aspect="${ignore ?? allow}"] button`);
  }
  if (number !== undefined) return again({again: number, only, since, everything, quoting, question: asking}, '');
  if (clicked.dataset.change !== undefined) return clicked.closest('.answer').querySelector('.actions [data-edit]').click();
  if (clicked.dataset.copy !== undefined) return copy(clicked);
  if (clicked.dataset.verdict !== undefined) return judge(clicked);
  if (clicked.dataset.unfold !== undefined) return unfold(clicked);
  if (clicked.dataset.stop !== undefined) return trigger('stop', {});
  if (clicked.dataset.undo !== undefined) {
    verdicts.delete(clicked.dataset.undo);  // the next exchange gets its number
    return trigger('undo', {});
  }
  if (edit !== undefined) return toggleEditor(clicked, clicked.getAttribute('aria-expanded') !== 'true');
  if (clicked.dataset.ask !== undefined) return put(clicked.dataset.ask);
  if (clicked.dataset.back !== undefined) return goBack();
  opened = clicked.dataset.open;
  markOpened();
  wanted = {open: clicked.dataset.open, at: clicked.dataset.at ?? ''};
  const reader = document.querySelector('#panel .reader[data-shown]');
  if (reader?.dataset.shown === clicked.dataset.open && clicked.dataset.at === undefined
      && reader.querySelector('mark.quoted')) return placeQuote();
  trigger('open', wanted);
});

// Another conversation is shown: its exchanges have the same numbers.
document.addEventListener('conversation', () => {
  verdicts.clear();
  opened = seen = placed = '';
});

// What was said of the answers of a conversation that is opened again.
function pastChanged() {
  for (const one of document.querySelectorAll('#past [data-judged]')) {
    const [number, verdict] = one.dataset.judged.split(':');
    if (!verdicts.has(number)) verdicts.set(number, verdict);
  }
  markOpened();
  markVerdicts();
  marksChanged();
}

// In the field of a wording Enter asks and Escape closes; while a word is being composed both belong to the keyboard.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing) {
    if (dismissNote()) return;
    if (opened && (event.target === document.body || event.target.closest?.('#panel'))) goBack();
  }
  const field = event.target.closest?.('input[data-reword], input[data-reask]');
  if (!field || event.isComposing) return;
  const button = field.closest('.rewording').querySelector('[data-edit]');
  if (event.key === 'Escape') return toggleEditor(button, false);
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const {reword, reask} = field.dataset;
  if (reask !== undefined) return again({again: reask, question: field.value}, '[data-retry]');
  again({again: reword, standalone: field.value}, '[data-edit]');
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

// The page's head and what the chat begins with tell of one index; another may have come since.
function standingChanged() {
  const now = document.querySelector('#standing [data-generation]')?.dataset.generation;
  if (now === undefined || now === answering) return;
  if (answering !== null) trigger('tick', {});
  answering = now;
  const welcome = document.querySelector('#newest .welcome');
  if (welcome && welcome.dataset.generation !== now) trigger('expand', {});
}

whenThere('page-tabs', () => observe('standing', standingChanged));
observe('panel', panelChanged);
observe('notice', noticeChanged);
observe('newest', talkChanged);
observe('past', pastChanged);
whenThere('talk', (talk) => {
  for (const name of ['wheel', 'touchmove', 'keydown']) {
    talk.addEventListener(name, () => { pinned = false; }, {passive: true});
  }
});
