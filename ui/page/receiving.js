// Files on their way: dropped or chosen, sent one by one, and told of meanwhile.
// One script with library.js. What it puts on the page itself are names of files, as text; files are the one thing that it
// sends by itself, to the address that ui/library/receiving.py answers.

const SENT_AT_ONCE = 3;
let sending = false;
let sent = '';  // the drop whose files are listed

const dropped = () => byId('drop');

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const nameOf = (entry) => entry.fullPath.replace(/^\//, '');

// A folder that was dropped, with all that is in it: [{file, name}]; without a file what cannot be read.
async function filesOf(entries, most) {
  const found = [];
  const waiting = [...entries];
  while (waiting.length && found.length <= most) {
    const entry = waiting.shift();
    if (entry.isFile) {
      const file = await new Promise((done) => entry.file(done, () => done(null)));
      found.push({file, name: nameOf(entry)});
    } else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done) => reader.readEntries(done, () => done(null)));
        if (some === null) found.push({file: null, name: nameOf(entry)});
        if (!some?.length) break;
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
  if (!sending) return byId('receiving').replaceChildren(line);
  byId('receiving').querySelector('.wrong')?.remove();
  byId('receiving').prepend(line);  // the list of those on their way stays
}

const WORDS = {taken: 'arrived', 'already there': 'already there', refused: 'not taken'};

// One request a file. Of one that cannot be taken anyway, only its name and size are sent: the answer says why.
function send({file, name}, batch, shown, limits) {
  if (file === null) {
    shown.state.textContent = WORDS.refused;
    shown.remark.textContent = 'it cannot be read';
    return Promise.resolve();
  }
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
  if (!place) return;
  if (!files.length) return told('There are no files in what was dropped.');
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
  const batch = sent = key();
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
  byId('receiving').querySelector('.wrong')?.remove();
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
  if (field?.files.length) {
    add([...field.files].map((file) => ({file, name: file.webkitRelativePath || file.name})));
    field.value = '';
  }
});
