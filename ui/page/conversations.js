// The conversations of this browser: whose they are, which one this page shows, the drawer that lists them, and files of them.
// Runs once, as the `js_on_load` of the drawer's head: `trigger` raises a Gradio event on that block.
// The key is 256 random bits, kept in this browser alone; the server keeps its SHA-256. Which conversation is open belongs to
// the tab, so that two tabs may show two, and a tab that is loaded again shows its own.

const KEY = 'article-rag.key';
const SHOWN = 'article-rag.conversation';
const DRAWER = 'article-rag.drawer';
const NARROW = window.matchMedia('(max-width: 899px)');
const byId = (name) => document.getElementById(name);
const searchField = () => document.querySelector('#drawer [data-search]');

let shownHere = '';      // where the browser keeps nothing for a tab

function random(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// A browser may forbid a page to keep anything; then nothing is kept on the server either.
function keep(storage, name, value) {
  try { window[storage].setItem(name, value); return true; } catch { return false; }
}

function kept(storage, name) {
  try { return window[storage].getItem(name) ?? ''; } catch { return ''; }
}

// Read anew each time: of two tabs that are opened first in the same moment the later key stands.
function key() {
  if (!/^[0-9a-f]{64}$/.test(kept('localStorage', KEY))) keep('localStorage', KEY, random(32));
  return kept('localStorage', KEY);
}

function conversation() {
  const known = kept('sessionStorage', SHOWN) || shownHere;
  return /^[0-9a-f]{32}$/.test(known) ? known : show(random(16));
}

// What was open of the one before is forgotten with it (see page.js).
function show(identity) {
  shownHere = identity;
  keep('sessionStorage', SHOWN, identity);
  document.dispatchEvent(new Event('conversation'));
  markShown();
  return identity;
}

function markShown() {
  const shown = conversation();
  for (const row of document.querySelectorAll('#drawer [data-go]')) {
    const here = row.dataset.go === shown;
    if (here !== row.hasAttribute('aria-current')) here ? row.setAttribute('aria-current', 'true') : row.removeAttribute('aria-current');
  }
}

function save(file) {
  const {name, type, text, told} = JSON.parse(file || '{}');
  if (told) return tell(told);
  if (text === undefined) return;
  const address = URL.createObjectURL(new Blob([text], {type}));
  Object.assign(document.createElement('a'), {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  tell(`Saved as ${name}.`);
}

function tell(words) {
  const line = document.querySelector('#notice .told');
  if (line) line.textContent = words;
}

window.articleRag = {
  sent: () => JSON.stringify({key: key(), conversation: conversation(), search: searchField()?.value.trim() ?? ''}),
  save,
};

const opener = () => document.querySelector('#conversations');

// On a wide window the drawer stays as it was left; on a narrow one it gets out of the way.
function setDrawer(open, focus) {
  byId('columns').classList.toggle('with-drawer', open);
  opener().setAttribute('aria-expanded', String(open));
  if (!NARROW.matches) keep('localStorage', DRAWER, open ? 'open' : '');
  if (!focus) return;
  if (open) searchField().focus(); else opener().focus();
}

const drawerIsOpen = () => byId('columns').classList.contains('with-drawer');

function go(identity) {
  if (NARROW.matches) setDrawer(false, false);
  show(identity);
  trigger('select', {});
}

function rename(button, open) {
  const row = button.closest('.row');
  const field = row.querySelector('[data-renaming]');
  field.hidden = !open;
  row.classList.toggle('renames', open);
  button.setAttribute('aria-expanded', String(open));
  if (!open) return button.focus();
  field.value = field.defaultValue || field.placeholder;
  field.focus();
  field.select();
}

function remove(identity) {
  if (identity === conversation()) byId('fresh').click();  // an answer on its way ends with it
  trigger('delete', {conversation: identity});
}

const PRESSED = '#drawer button, #conversations';

document.addEventListener('click', (event) => {
  const pressed = event.target.closest?.(PRESSED);
  if (!pressed) return;
  const {go: identity, rename: renamed, delete: deleted, restore, save: ending} = pressed.dataset;
  if (pressed.id === 'conversations') return setDrawer(!drawerIsOpen(), true);
  if (identity !== undefined) return go(identity);
  if (renamed !== undefined) return rename(pressed, pressed.getAttribute('aria-expanded') !== 'true');
  if (deleted !== undefined) return remove(deleted);
  if (restore !== undefined) return trigger('undo', {conversation: restore});
  if (ending !== undefined) return trigger('download', {ending});
});

// Before Gradio hears of it, so that the event already says which conversation is the new one.
document.addEventListener('click', (event) => {
  if (event.target.closest?.('#fresh')) show(random(16));
}, true);

document.addEventListener('keydown', (event) => {
  const field = event.target.closest?.('#drawer input');
  if (event.isComposing || !event.target.closest?.('#drawer, #conversations')) return;
  if (event.key === 'Escape') {
    if (field?.dataset.renaming) return rename(field.closest('.row').querySelector('[data-rename]'), false);
    if (drawerIsOpen()) setDrawer(false, true);
  }
  if (event.key !== 'Enter' || !field?.dataset.renaming) return;
  event.preventDefault();
  const button = field.closest('.row').querySelector('[data-rename]');
  const name = field.value.trim() === field.placeholder ? field.defaultValue : field.value;
  rename(button, false);
  trigger('edit', {conversation: field.dataset.renaming, name});
});

let pause = 0;
document.addEventListener('input', (event) => {
  if (!event.target.closest?.('#drawer [data-search]')) return;
  clearTimeout(pause);
  pause = setTimeout(() => trigger('input', {}), 200);
});

(function ready() {
  if (!opener() || !byId('drawer-rows')) return requestAnimationFrame(ready);
  opener().setAttribute('aria-controls', 'drawer');
  new MutationObserver(markShown).observe(byId('drawer-rows'), {childList: true, subtree: true});
  setDrawer(!NARROW.matches && kept('localStorage', DRAWER) === 'open', false);
}());
