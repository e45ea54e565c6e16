// The articles tab's own behaviour: finding, reading, and looking how the work stands.
// Runs once, with receiving.js, as the `js_on_load` of its tabs: `trigger` raises a Gradio event on that block.
// Knows the data- attributes that ui/render/library writes.

const NARROW = window.matchMedia('(max-width: 899px)');
const LOOK_BUSY_MS = 1000;
const LOOK_IDLE_MS = 5000;
const ALONE_MS = 600_000;
const TYPED_MS = 250;
const byId = (name) => document.getElementById(name);

let page = 0;
let generation = null;   // the index that the list was made from
let lastRead = null;     // what was pressed last: the way back leads to it
let typing = 0;
let timer = 0;
let standing = '';       // by which a change is noticed
let touched = Date.now();

function find() {
  const fields = byId('find')?.elements;
  if (!fields) return;
  trigger('input', {
    words: fields.words.value, outlet: fields.outlet.value, since: fields.since.value, until: fields.until.value,
    page: String(page),
  });
}

function findAnew(wait) {
  page = 0;
  clearTimeout(typing);
  typing = setTimeout(find, wait);
}

// How the work stands: often while something is done, now and then otherwise, never for a page that nobody sees or that was
// left alone (a session ends when nobody is there). What changed is drawn by an event of the page.
async function look() {
  clearTimeout(timer);
  const busy = document.querySelector('#work [data-busy], #standing [data-busy]');
  const there = document.visibilityState === 'visible' && Date.now() - touched < ALONE_MS;
  let wait = busy ? LOOK_BUSY_MS : LOOK_IDLE_MS;
  if (there) {
    try {
      const answer = await fetch('standing');
      const now = await answer.text();
      if (answer.ok && now !== standing) trigger('tick', standing === '' ? {again: true} : {});
      if (answer.ok) standing = now;
    } catch {
      wait = ALONE_MS;  // the server is gone; Gradio says so
    }
  }
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

for (const name of ['pointerdown', 'keydown']) {
  document.addEventListener(name, () => {
    const alone = Date.now() - touched >= ALONE_MS;
    touched = Date.now();
    if (alone) look();
  }, {passive: true, capture: true});
}

function standingChanged() {
  const now = document.querySelector('#standing [data-generation]')?.dataset.generation;
  if (now === undefined || now === generation) return;
  const first = generation === null;
  generation = now;
  find();
  // What is being read may have left the index, or changed.
  const reader = document.querySelector('#reading .reader[data-shown]');
  if (reader && !first) trigger('select', {read: reader.dataset.shown, at: reader.dataset.start});
  if (!byId('index-facts').hidden) trigger('expand', {});
}

function workChanged() {
  clearTimeout(timer);
  timer = setTimeout(look, document.querySelector('#work [data-busy]') ? LOOK_BUSY_MS : LOOK_IDLE_MS);
  const outcomes = [...document.querySelectorAll('#work .done, #work .went-wrong')];
  if (!outcomes.length) return;
  const mine = outcomes.some((one) => one.dataset.batch && one.dataset.batch === sent);
  if (mine && !sending) byId('receiving')?.replaceChildren();
  if (!document.querySelector('#work .running') && !byId('index-facts').hidden) trigger('expand', {});
}

function readingChanged() {
  const reader = document.querySelector('#reading .reader[data-shown]');
  if (!reader) return;
  const now = `${reader.dataset.shown}@${reader.dataset.start}`;
  if (readingChanged.seen === now) return;
  readingChanged.seen = now;
  reader.scrollTop = 0;
  for (const row of document.querySelectorAll('#found [data-read]')) {
    row.classList.toggle('opened', row.dataset.read === reader.dataset.shown);
  }
  if (NARROW.matches) byId('reading-side').scrollIntoView({block: 'start'});
}

function confirmChanged() {
  document.querySelector('#confirm [data-keep]')?.focus();
}

function keep() {
  trigger('clear', {});
  document.querySelector('#reading [data-remove]')?.focus();
}

function act(what, value) {
  trigger('apply', {do: what, value: value ?? ''});
  clearTimeout(timer);
  timer = setTimeout(look, LOOK_BUSY_MS / 4);
}

document.addEventListener('input', (event) => {
  if (event.target.closest?.('#find')) findAnew(TYPED_MS);
});
document.addEventListener('reset', (event) => {
  if (event.target.id === 'find') findAnew(0);
});
document.addEventListener('submit', (event) => {
  if (event.target.id === 'from-folder') act('folder', event.target.elements.folder.value);
  if (event.target.id === 'find') findAnew(0);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target.closest?.('#confirm')) keep();
});

document.addEventListener('click', (event) => {
  const pressed = event.target.closest?.('#library :is([data-read], [data-open], [data-back], [data-page], [data-remove], [data-keep], [data-do])');
  if (!pressed) return;
  const {read, open, at, back, page: wanted, remove, keep: kept, do: what, value} = pressed.dataset;
  if (read !== undefined) {
    lastRead = pressed.closest('#found') ? pressed : lastRead;
    return trigger('select', {read, at: ''});
  }
  if (open !== undefined) return trigger('select', {read: open, at: at ?? ''});
  if (wanted !== undefined) {
    page = Number(wanted);
    byId('list').scrollTop = 0;
    return find();
  }
  if (remove !== undefined) return trigger('delete', {remove});
  if (kept !== undefined) return keep();
  if (what !== undefined) return act(what, value);
  if (back !== undefined) {
    const target = lastRead?.isConnected ? lastRead : document.querySelector('#find input');
    target?.scrollIntoView({block: 'center'});
    target?.focus({preventScroll: true});
  }
});

document.addEventListener('part-shown', (event) => {
  if (event.detail === 'about') trigger('expand', {});
  if (event.detail === 'articles') look();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  touched = Date.now();
  look();
});

// The other blocks may be put on the page after the tabs.
function observe(name, callback) {
  const block = byId(name);
  if (!block) return requestAnimationFrame(() => observe(name, callback));
  new MutationObserver(() => requestAnimationFrame(callback)).observe(block, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['data-generation', 'data-shown', 'data-start', 'class'],
  });
}

observe('standing', standingChanged);
observe('work', workChanged);
observe('reading', readingChanged);
observe('confirm', confirmChanged);
setTimeout(look, 0);
