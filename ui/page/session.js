// Whoever's session ended while the page was open is asked for the password again, instead of seeing nothing happen.
// Stands in the head, before any other script. Knows nothing of the page.
{
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const response = await fetched(...request);
    if (response.status === 401) window.location.reload();
    return response;
  };
}
