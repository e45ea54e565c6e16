// What the page says when the program behind it is gone, makes it wait, or has let the session end.
// Stands in the head, before any other script; sends nothing of its own and knows only where the page tells things.
{
  const GONE = 'The program behind this page does not answer. Once it runs again (rag chat), the page comes back by itself.';
  const WAITS = 'Others are asking as well: your question waits for its turn.';
  const PATIENCE = 1500;  // milliseconds until a person wonders whether the question was taken
  let gone = false;
  let waiting = 0;

  function tell(words) {
    const line = document.querySelector('#notice .told');
    if (line) line.textContent = words;
  }

  // An answer that was on its way stands still, and says so; Gradio loads the page again when the program is back.
  function lost() {
    if (gone) return;
    gone = true;
    clearTimeout(waiting);
    const answer = document.querySelector('#newest .answer.running');
    answer?.classList.add('cut');
    const words = answer?.querySelector('.stage .words');
    if (words) words.textContent = 'this answer was cut off';
    tell(GONE);
  }

  function back() {
    if (!gone) return;
    gone = false;
    tell('');
  }

  const fetched = window.fetch;
  window.fetch = async (...request) => {
    let response;
    try {
      response = await fetched(...request);
    } catch (error) {
      if (error.name !== 'AbortError') lost();
      throw error;
    }
    back();
    if (response.status === 401) window.location.reload();  // the form for the password
    return response;
  };

  const newest = () => document.querySelector('#newest .exchange')?.id;

  function asked() {
    clearTimeout(waiting);
    const before = newest();
    waiting = setTimeout(() => {
      if (newest() !== before || gone) return;
      tell(WAITS);
      const watch = setInterval(() => {
        if (newest() === before && !gone) return;
        clearInterval(watch);
        if (!gone) tell('');
      }, 100);
    }, PATIENCE);
  }

  document.addEventListener('keydown', (event) => {
    const typed = event.target.closest?.('#box textarea, #box input')?.value.trim();
    if (typed && event.key === 'Enter' && !event.shiftKey && !event.isComposing) asked();
  }, true);
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('#box button.submit-button')) asked();
  }, true);
}
