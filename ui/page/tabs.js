// Tabs: which is chosen by pointer, keyboard, address or a button elsewhere, and the block that each shows.
// Runs once. Knows the data-tab attributes that ui/render/tabs.py writes; makes no HTML and sends nothing.

const tabs = (list) => [...list.querySelectorAll('[role="tab"]')];
const whole = () => document.querySelector('#page-tabs [role="tablist"]');
const named = (name) => document.querySelector(`[role="tab"][data-tab="${name}"]`);

function choose(tab) {
  const list = tab.closest('[role="tablist"]');
  for (const other of tabs(list)) {
    const on = other === tab;
    other.setAttribute('aria-selected', String(on));
    other.tabIndex = on ? 0 : -1;
    show(other, on);
  }
  if (list === whole()) {
    document.body.dataset.tab = tab.dataset.tab;
    const address = tab.dataset.tab === 'chat' ? location.pathname + location.search : '#' + tab.dataset.tab;
    history.replaceState(history.state, '', address);
  } else {
    document.body.dataset.part = tab.dataset.tab;
  }
  document.dispatchEvent(new CustomEvent('part-shown', {detail: tab.dataset.tab}));
}

// The block may be put on the page after its tab.
function show(tab, on) {
  const block = document.getElementById(tab.getAttribute('aria-controls'));
  if (!block) return requestAnimationFrame(() => show(tab, tab.getAttribute('aria-selected') === 'true'));
  block.hidden = !on;
  block.setAttribute('role', 'tabpanel');
  block.setAttribute('aria-labelledby', tab.id);
}

function begin() {
  const inner = document.querySelector('#library-parts [role="tablist"]');
  if (!whole() || !inner) return requestAnimationFrame(begin);
  choose(tabs(inner)[0]);
  const asked = /^#[a-z]+$/.test(location.hash) && named(location.hash.slice(1));
  choose(asked && asked.closest('#page-tabs') ? asked : tabs(whole())[0]);
}

document.addEventListener('click', (event) => {
  const pressed = event.target.closest?.('[data-tab]');
  if (!pressed || pressed === document.body) return;
  if (pressed.matches('[role="tab"]')) return choose(pressed);
  choose(named(pressed.dataset.tab));
  if (pressed.dataset.part) choose(named(pressed.dataset.part));
  named(pressed.dataset.part ?? pressed.dataset.tab).focus();
});

document.addEventListener('keydown', (event) => {
  const tab = event.target.closest?.('[role="tab"]');
  if (!tab) return;
  const all = tabs(tab.closest('[role="tablist"]'));
  const at = all.indexOf(tab);
  const step = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1}[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = all[(step + all.length) % all.length];
  choose(next);
  next.focus();
});

begin();
