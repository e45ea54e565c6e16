// A question from the box until its answer is there: what is put and when, what waits for its turn, when its words come back
// to the box (waiting.js), and what a screen reader is told at the end.
// Stands in the head, before any other script; fills in what ui/render/meanwhile.py makes, and asks the server one thing:
// whether others are being answered (ui/talk/running.py).
window.articleRagQuestion = (() => {
  const {keep, kept, fill, giveBack} = window.articleRagWaiting;
  const STILL = 'The answer is still on its way. Press Stop to ask another at once.';
  const UNTAKEN = 'Your question was not taken. Put it once more.';
  const WAITS = 'Others are asking as well: your question waits for its turn.';
  const PATIENCE = 1500;  // milliseconds until a person wonders whether the question was taken
  const LOOK = 1000;
  const WATCH = 100;
  const INSIST = 300;
  const INSISTS = 20;

  let put = null;      // the question on its way: {words, pressed, before, stopped}; the words are null where they are not the box's
  let entered = false; // the box is what is put next
  let chosen = null;   // words that are put next in place of the box's
  let later = null;    // words of the box to be put once the one before has ended
  let step = null;     // raises the event for a question of the conversation once more, until that is taken
  let pressed = null;  // the words of that step, where it has some of its own
  let watch = 0;
  let insisting = 0;
  let look = 0;
  let was = '';        // the newest exchange, while its answer is running
  let heard = '';      // the exchange whose end was told

  const byId = (name) => document.getElementById(name);
  const box = () => document.querySelector('#box textarea, #box input');
  const newest = () => document.querySelector('#newest .exchange')?.id;
  const running = () => document.querySelector('#newest .answer.running') !== null;
  const begun = () => put !== null && newest() !== put.before;
  const busy = () => running() || (put !== null && !begun());

  function tell(words) {
    const line = document.querySelector('#notice .told');
    if (line) line.textContent = words;
  }

  function untell(words) {
    if (document.querySelector('#notice .told')?.textContent === words) tell('');
  }

  function say(words) {
    const line = document.querySelector('#meanwhile .heard');
    if (line) line.textContent = words;
  }

  // What is not begun yet, whether it was typed or pressed; null where nothing waits.
  function waiting() {
    if (put !== null && !begun()) return put.words ?? put.pressed;
    if (entered) return chosen ?? box()?.value ?? null;
    return chosen ?? pressed ?? later;
  }

  const keepWaiting = () => keep(waiting());

  // Once the page shows its conversation; the question may have begun in the moment in which the page was left.
  function giveBackWaiting() {
    const words = kept();
    if (words === null || waiting() !== null) return;
    if (!document.querySelector('#drawer-rows :is(.hint, .row)') || !box()) return requestAnimationFrame(giveBackWaiting);
    keep(null);
    if (document.querySelector('#newest .asked')?.textContent.trim() !== words.trim()) giveBack(words);
  }

  // As Gradio raises the event: from now on it is on its way. Gives the words that are sent; null where nothing is to be put, for of
  // two events that are raised before the first is sent Gradio (6.31) would send both.
  function taken() {
    if (!entered && step === null) return null;
    const words = entered ? chosen ?? box().value : null;
    put = {words, pressed, before: newest(), stopped: false};
    if (entered && chosen === null) fill('');
    entered = false;
    chosen = later = step = pressed = null;
    keepWaiting();
    heard = '';
    tell('');
    say('');
    watchTurn(performance.now());
    changed();
    return words ?? '';
  }

  // Only when it has not begun after a while the server is asked why.
  function watchTurn(since) {
    clearInterval(watch);
    let asked = since + PATIENCE - LOOK;
    watch = setInterval(async () => {
      if (put === null || begun()) return turnCame();
      if (performance.now() - asked < LOOK) return;
      asked = performance.now();
      const number = ++look;
      try {
        const answer = await fetch('waiting');
        const others = answer.ok && await answer.text() === 'others';
        if (number === look && put !== null && !begun()) showWaiting(others);
      } catch { /* the server is gone, which is told */ }
    }, WATCH);
  }

  function showWaiting(shown) {
    const line = document.querySelector('#meanwhile .waits');
    if (!line || line.hidden === !shown) return;
    line.querySelector('.asked').textContent = put?.words ?? '';
    line.querySelector('.asked').hidden = !put?.words?.trim();
    line.hidden = !shown;
    say(shown ? WAITS : '');
    if (shown) line.scrollIntoView({block: 'nearest'});
  }

  function turnCame() {
    clearInterval(watch);
    keepWaiting();
    look += 1;
    showWaiting(false);
  }

  // Gradio has closed the event: answered, failed or stopped, perhaps before its turn came.
  function ended() {
    const ending = put;
    setTimeout(() => {
      if (put === null || put !== ending) return;
      const failed = begun() && document.querySelector('#newest .answer.failed') !== null;
      const {words, stopped} = put;
      if (words !== null && (!begun() || (failed && !stopped))) giveBack(words);
      const next = later;
      put = later = null;
      turnCame();
      changed();
      if (step !== null) return insistOnStep(INSISTS);
      if (chosen !== null || (next !== null && box()?.value === next)) press();
    }, 0);
  }

  function lost() {
    const words = waiting();
    if (words !== null) giveBack(words);
    put = step = chosen = pressed = later = null;
    entered = false;
    turnCame();
    keep(words);  // the page is loaded again once the program is back
  }

  // What cannot be done while an answer is on its way looks so, and says so when it is pressed.
  function changed() {
    const now = busy();
    for (const button of document.querySelectorAll('#talk :is([data-again], [data-edit], [data-change], [data-undo], [data-ask])')) {
      if (now !== (button.getAttribute('aria-disabled') === 'true')) {
        if (now) button.setAttribute('aria-disabled', 'true'); else button.removeAttribute('aria-disabled');
      }
    }
    const exchange = newest() ?? '';
    if (running()) was = exchange;
    else if (exchange && exchange === was && exchange !== heard) {
      heard = exchange;
      was = '';
      say(document.querySelector('#newest .answer').dataset.heard ?? '');
    }
    if (!now) untell(STILL);
  }

  // True where the question may be put now; else its words stay in the box.
  function mayPut() {
    if (busy()) {
      tell(STILL);
      return false;
    }
    if (step !== null) {
      tell(STILL);
      return false;
    }
    if (put !== null) {  // it is answered, and its event about to be closed
      waitWithBox();
      return false;
    }
    entered = true;
    keepWaiting();
    clearTimeout(insisting);
    insisting = setTimeout(insist, INSIST, chosen ?? box()?.value, INSISTS);
    return true;
  }

  function waitWithBox() {
    if (chosen === null) later = box()?.value ?? null;
    keepWaiting();
  }

  // Gradio (6.31) drops an event without a word while it closes the one before: what was not taken is put once more.
  function insist(words, times) {
    if (!entered || busy() || put !== null || !words?.trim()) return;
    if (times === 0) {
      entered = false;
      chosen = null;
      keepWaiting();
      return tell(UNTAKEN);
    }
    if ((chosen ?? box()?.value) === words) press();
    clearTimeout(insisting);
    insisting = setTimeout(insist, INSIST, words, times - 1);
  }

  // The same for a step of an answer: a chip, other words, once more. It may be held back while an answer is stopped (connection.js).
  function insistOnStep(times) {
    if (step === null || busy() || put !== null) return;
    if (times === 0) {
      step = pressed = null;
      keepWaiting();
      return tell(UNTAKEN);
    }
    if (document.dispatchEvent(new CustomEvent('question-again', {cancelable: true, detail: step}))) step();
    clearTimeout(insisting);
    insisting = setTimeout(insistOnStep, INSIST, times - 1);
  }

  // True where it is put, now or once the event before is closed; `words` are those of it that were written anew.
  function again(raise, words) {
    if (busy() || entered) {
      tell(STILL);
      return false;
    }
    step = raise;
    pressed = words ?? null;
    chosen = later = null;
    keepWaiting();
    if (put === null) insistOnStep(INSISTS);
    return true;
  }

  function press() {
    document.querySelector('#box button.submit-button')?.click();
  }

  // A question that was pressed; what is half typed stays.
  function ask(question) {
    if (busy() || step !== null) return tell(STILL);
    chosen = question;
    keepWaiting();
    if (put === null) press();  // else once its event is closed
  }

  function hold(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    if (event.target.closest?.('#box textarea, #box input') && !event.shiftKey) {
      chosen = null;
      if (!mayPut()) return hold(event);
    }
    if (event.target.closest?.('#talk .editor input') && busy()) {
      tell(STILL);
      hold(event);
    }
  }, true);
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('#box button.submit-button')) {
      if (event.isTrusted) chosen = null;
      if (!mayPut()) return hold(event);
    }
    if (event.target.closest?.('[data-stop]') && put !== null) put.stopped = true;
    if (event.target.closest?.('#talk [aria-disabled="true"]')) {
      tell(STILL);
      hold(event);
    }
  }, true);
  document.addEventListener('conversation', () => {
    was = '';
    const dropped = chosen ?? pressed ?? later;
    step = chosen = pressed = later = null;
    if (dropped !== null) keepWaiting();
  });

  (function ready() {
    if (!byId('newest') || !byId('past')) return requestAnimationFrame(ready);
    for (const name of ['newest', 'past']) {
      new MutationObserver(changed).observe(byId(name), {childList: true, subtree: true, attributes: true, attributeFilter: ['class', 'id']});
    }
    giveBackWaiting();
  }());

  return {
    taken, ended, lost, ask, again,
    // What is put is held back (connection.js).
    held: waitWithBox,
    // Of a question that was taken back.
    back: (words) => {
      if (words.trim() && !giveBack(words)) tell(`Taken back: “${words}”`);
    },
  };
})();
