// What is done with an answer that is there: copied and judged.
// One script with page.js.

const verdicts = new Map();  // what was said of which answer
let judging = null;  // the last press on a verdict, until the server has told what came of it
let presses = 0;

// Without the Clipboard API (a page that is not on loopback and not encrypted) a selection is copied instead.
async function copy(button) {
  const text = button.closest('.actions').querySelector(`.copied.${button.dataset.copy}`).textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = Object.assign(document.createElement('textarea'), {value: text});
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
  }
  tell('Copied.');
}

function tell(words) {
  const line = document.querySelector('#notice .told');
  if (line) line.textContent = words;
}

function unfold(button) {
  const reasons = button.parentElement.querySelector('.reasons');
  reasons.hidden = !reasons.hidden;
  button.setAttribute('aria-expanded', String(!reasons.hidden));
}

// A second press on the same verdict takes it back.
function judge(button) {
  const row = button.closest('.verdicts');
  const pressed = button.getAttribute('aria-pressed') === 'true';
  for (const other of row.querySelectorAll('[data-verdict]')) other.setAttribute('aria-pressed', 'false');
  button.setAttribute('aria-pressed', String(!pressed));
  judging = {of: button.dataset.of, before: verdicts.get(button.dataset.of) ?? '', press: String(++presses)};
  verdicts.set(button.dataset.of, pressed ? '' : button.dataset.verdict);
  const remark = row.querySelector('.remark').value;
  trigger('like', {of: button.dataset.of, verdict: pressed ? '' : button.dataset.verdict, remark, press: judging.press});
}

// What the server could not keep does not look as if it were kept.
function noticeChanged() {
  const told = document.querySelector('#notice .told[data-press]');
  if (!judging || told?.dataset.press !== judging.press) return;
  if (!told.dataset.kept) verdicts.set(judging.of, judging.before);
  judging = null;
  markVerdicts();
}

// An exchange is drawn anew when it moves up into the past; what was pressed stays pressed.
function markVerdicts() {
  for (const button of document.querySelectorAll('#talk [data-verdict]')) {
    const on = verdicts.get(button.dataset.of) === button.dataset.verdict;
    if (on !== (button.getAttribute('aria-pressed') === 'true')) button.setAttribute('aria-pressed', String(on));
  }
}
