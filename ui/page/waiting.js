// The words of a question that has not begun: the tab keeps them across a reload, and they come back to the box.
// Stands in the head, before asking.js, which says when they wait and when they come back; sends nothing and asks nothing.
window.articleRagWaiting = (() => {
  const WAITING = 'article-rag.waiting';
  const LEFT = 5000;

  // A browser breaks the requests of a page off that it leaves, perhaps before the page is gone: no sign that the question was asked.
  let leaving = false;
  window.addEventListener('beforeunload', () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, LEFT);  // a file was saved, and the page stays
  });

  function keep(words) {
    if (words === null && leaving) return;
    try {
      if (words?.trim()) window.sessionStorage.setItem(WAITING, words); else window.sessionStorage.removeItem(WAITING);
    } catch { /* a browser may forbid a page to keep anything */ }
  }

  function kept() {
    try { return window.sessionStorage.getItem(WAITING); } catch { return null; }
  }

  const box = () => document.querySelector('#box textarea, #box input');
  let given = '';  // what was given back last

  function fill(words) {
    const field = box();
    if (!field) return;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, words);
    field.dispatchEvent(new Event('input', {bubbles: true}));
  }

  // Never over what was typed meanwhile, only over what was given back before; true where they are in the box now.
  function giveBack(words) {
    if (!box() || (box().value.trim() !== '' && box().value !== given)) return false;
    given = words;
    fill(words);
    return true;
  }

  return {keep, kept, fill, giveBack};
})();
