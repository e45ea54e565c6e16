// The articles tab's own behaviour: finding, reading, sending files, and looking how the work stands.
// Runs once, as the `js_on_load` of its tabs: `trigger` raises a Gradio event on that block.
// Knows the data- attributes that ui/render/library writes. What it puts on the page itself are names of files on their
// way, as text; files are the one thing that it sends by itself, to the address that ui/library/receiving.py answers.

const NARROW = window.matchMedia('(max-width: 899px)');
const SENT_AT_ONCE = 3;
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
let sending = false;
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
  const outcome = document.querySelector('#work .done, #work .went-wrong');
  if (!outcome) return;
  if (outcome.dataset.batch && !sending) byId('receiving')?.replaceChildren();
  if (!byId('index-facts').hidden) trigger('expand', {});
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

// Files on their way

const dropped = () => byId('drop');

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// A folder that was dropped, with all that is in it: [{file, name}].
async function filesOf(entries, most) {
  const found = [];
  const waiting = [...entries];
  while (waiting.length && found.length <= most) {
    const entry = waiting.shift();
    if (entry.isFile) {
      const file = await new Promise((done) => entry.file(done, () => done(null)));
      if (file) found.push({file, name: entry.fullPath.replace(/^\//, '')});
    } else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done) => reader.readEntries(done, () => done([])));
        if (!some.length) break;
        waiting.push(...some);
      }
    }
  }
  return found;
}

function rowOf(name) {
  const row = document.createElement('li');
  const file = Object.assign(document.createElement('bdi'), {className: 'file', textContent: name});
  const state = Object.assign(document.createElement('span'), {className: 'tag', textContent: 'waits'});
  const remark = Object.assign(document.createElement('span'), {className: 'hint'});
  row.append(file, ' ', state, ' ', remark);
  return {row, state, remark};
}

function told(words) {
  const line = Object.assign(document.createElement('p'), {className: 'wrong', textContent: words});
  line.setAttribute('role', 'alert');
  byId('receiving').replaceChildren(line);
}

const WORDS = {taken: 'arrived', 'already there': 'already there', refused: 'not taken'};

// One request a file. Of one that cannot be taken anyway, only its name and size are sent: the answer says why.
function send({file, name}, batch, shown, limits) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', 'added-files');
    request.setRequestHeader('X-File-Name', encodeURIComponent(name.replace(/\p{Surrogate}/gu, '_').slice(0, 300)));
    request.setRequestHeader('X-File-Size', String(file.size));
    request.setRequestHeader('X-Batch', batch);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total) shown.state.textContent = `${Math.floor((100 * event.loaded) / event.total)} %`;
    };
    request.onload = () => {
      let answer = {state: 'refused', name: '', remark: `the server answered ${request.status}`};
      try { answer = JSON.parse(request.responseText); } catch { /* it is told with its number */ }
      shown.state.textContent = WORDS[answer.state] ?? answer.state;
      shown.remark.textContent = answer.state === 'already there' ? `as ${answer.name}` : answer.remark;
      done();
    };
    request.onerror = () => {
      shown.state.textContent = 'not taken';
      shown.remark.textContent = 'it did not arrive: the connection broke, or the file cannot be read';
      done();
    };
    const fits = file.size <= limits.bytes && limits.kinds.some((kind) => name.toLowerCase().endsWith(kind));
    request.send(fits ? file : new Blob([]));
  });
}

async function add(files) {
  const place = dropped();
  if (!place || !files.length) return;
  if (sending) return told('Other files are on their way. Wait until they have arrived.');
  const most = Number(place.dataset.files);
  if (files.length > most) {
    return told(`These are more than ${most.toLocaleString('en')} files. Choose fewer at a time, or index their folder.`);
  }
  sending = true;
  const limits = {bytes: Number(place.dataset.fileBytes), kinds: [...place.dataset.kinds.split(','), '.meta.json', '.meta.yaml', '.meta.yml']};
  const line = Object.assign(document.createElement('p'), {className: 'stage'});
  const list = Object.assign(document.createElement('ul'), {className: 'files', tabIndex: 0});
  list.setAttribute('aria-label', 'Files on their way');
  const rows = files.map(({name}) => rowOf(name));
  list.append(...rows.map(({row}) => row));
  byId('receiving').replaceChildren(line, list);
  const batch = key();
  let next = 0;
  let arrived = 0;
  const tell = () => { line.textContent = `${arrived.toLocaleString('en')} of ${files.length.toLocaleString('en')} files have arrived`; };
  tell();
  const worker = async () => {
    while (next < files.length) {
      const at = next++;
      await send(files[at], batch, rows[at], limits);
      arrived += 1;
      tell();
    }
  };
  await Promise.all(Array.from({length: SENT_AT_ONCE}, worker));
  sending = false;
  act('added', batch);
}

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

// A file that is dropped beside the place for it must not take the page away.
document.addEventListener('dragover', (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  dropped()?.classList.toggle('over', Boolean(event.target.closest?.('#drop')));
});
document.addEventListener('drop', async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  dropped()?.classList.remove('over');
  if (!event.target.closest?.('#drop')) return;
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((file) => ({file, name: file.name}));
  add(entries.length ? await filesOf(entries, Number(dropped().dataset.files)) : plain);
});

document.addEventListener('change', (event) => {
  const field = event.target.closest?.('#files, #folder-files');
  if (field) {
    add([...field.files].map((file) => ({file, name: file.webkitRelativePath || file.name})));
    field.value = '';
  }
});

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
