import type { Session, WebContents } from 'electron';
import { app } from 'electron';
import { decideNavigation } from './decide-navigation.ts';
import { decidePermission } from './decide-permission.ts';

/** Lays the decisions of this folder over everything Electron makes; before the first window. */
export function enforceSecurityPolicy(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  app.on('session-created', guardSession);
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', (event) => {
    if (decideNavigation(event.url, event.isMainFrame) === 'deny') event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (decideNavigation(event.url, event.isMainFrame) === 'deny') event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(decidePermission(permission, details.requestingUrl, details.isMainFrame) === 'grant');
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      decidePermission(permission, `${origin.replace(/\/$/, '')}/`, details.isMainFrame) === 'grant',
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  // No spelling dictionary is fetched from anywhere.
  session.setSpellCheckerEnabled(false);
}
