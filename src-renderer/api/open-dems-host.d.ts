/** What the desktop host's preload puts on the page; absent in a browser. */
interface OpenDemsHost {
  /**
   * Asks the host for a fresh channel to the core. It arrives as a `message` event on the window,
   * sent by this page's own preload, with data `{ kind: 'open-dems-channel' }` and one MessagePort.
   */
  requestChannel(): void;
}

interface Window {
  readonly openDemsHost?: OpenDemsHost;
}
