/** The two small pages of the web host itself; the security policy allows them no script. */

const page = (head: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OpenDEMS</title><link rel="icon" type="image/svg+xml" href="/favicon.svg"><link rel="stylesheet" href="/sign-in.css">${head}</head><body>${body}</body></html>\n`;

/** After a token was taken: on to the window. The cookie is not sent with a redirect that began on a local page. */
export const ENTERED_PAGE = page(
  '<meta http-equiv="refresh" content="0;url=/">',
  '<p><a href="/">Open the window</a></p>',
);

/** Asks for a token by hand. @param wasRefused the last one was not valid */
export function tokenPage(wasRefused: boolean): string {
  const refusal = wasRefused
    ? '<p class="refusal" role="alert"><strong>This code is not valid, was used before, or is older than a minute.</strong> Nothing was changed.</p>'
    : '';
  return page(
    '',
    `<main><h1><img src="/favicon.svg" alt="" width="28" height="28">OpenDEMS</h1>${refusal}
<form method="post" action="/launch">
<label>Code <input name="token" autocomplete="off" spellcheck="false" autofocus required></label> <button>Open</button>
</form>
<p>The code is printed by <code>opendems serve</code> and <code>opendems open</code> on this computer and is valid for one minute.</p></main>`,
  );
}
