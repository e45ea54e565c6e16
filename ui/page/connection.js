// What the page says when the program behind it is gone or has let the session end, and what it holds back while it stops an answer.
// Stands in the head, before any other script; sends nothing of its own and knows only where the page tells things.
{
  const GONE = 'The program behind this page does not answer. Once it runs again (rag chat), the page comes back by itself.';
  const SETTLING = 100;   // milliseconds that Gradio takes to notice that an answer has been stopped
  let gone = false;
  let cancelling = 0;  // answers that are being stopped: until that is through, Gradio (6.31) drops a question without a word
  let held = null;     // what was asked meanwhile

  function tell(words) {
    const line = document.querySelector('#notice .told');
    if (line) line.textContent = words;
  }

  // An answer that was on its way stands still, and says so; Gradio loads the page again when the program is back.
  function lost() {
    if (gone) return;
    gone = true;
    const answer = document.querySelector('#newest .answer.running');
    answer?.classList.add('cut');
    const words = answer?.querySelector('.stage .words');
    if (words) words.textContent = 'this answer was cut off';
    window.articleRagQuestion.lost();
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
    const cancels = /\/cancel$/.test(request[0]?.url ?? request[0]);
    cancelling += cancels;
    try {
      response = await fetched(...request);
    } catch (error) {
      if (error.name !== 'AbortError') lost();
      throw error;
    } finally {
      if (cancels) setTimeout(cancelled, SETTLING);
    }
    back();
    if (response.status === 401) window.location.reload();  // the form for the password
    return response;
  };

  function cancelled() {
    cancelling -= 1;
    if (cancelling || !held) return;
    const ask = held;
    held = null;
    ask();
  }

  // True for a question that is put while an answer is being stopped: it is put once that is through.
  function holds(event, ask) {
    if (!cancelling) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = ask;
    if (ask === submit) window.articleRagQuestion.held();
    return true;
  }

  const submit = () => document.querySelector('#box button.submit-button')?.click();

  document.addEventListener('question-again', (event) => holds(event, event.detail));
  document.addEventListener('keydown', (event) => {
    const typed = event.target.closest?.('#box textarea, #box input')?.value.trim();
    if (typed && event.key === 'Enter' && !event.shiftKey && !event.isComposing) holds(event, submit);
  }, true);
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('#box button.submit-button')) holds(event, submit);
  }, true);
}
