import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LAUNCH_PATH } from './decide-request.ts';
import { writePrivateFile } from './private-file.ts';

/**
 * Writes the page that hands a launch token to the browser. On a command line every user could read it (`ps`); in this
 * file only the owner can. @returns its file URL
 */
export function writeRedirectFile(launchFolder: string, port: number, token: string): string {
  const path = join(launchFolder, `open-${port}.html`);
  const html = `<!doctype html><meta charset="utf-8"><title>OpenDEMS</title>
<form method="post" action="http://127.0.0.1:${port}${LAUNCH_PATH}"><input type="hidden" name="token" value="${token}"></form>
<script>document.forms[0].submit()</script>
`;
  writePrivateFile(path, html);
  return pathToFileURL(path).href;
}
