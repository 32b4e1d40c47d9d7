import { serveUntilStopped } from '../host-web/serve-until-stopped.ts';
import { terminal } from './command.ts';

/** `opendems serve`: the window in a browser on this computer, until Ctrl+C. */
export function serve(options: { port: number; demo?: boolean; browser: boolean }): Promise<void> {
  return serveUntilStopped({
    port: options.port,
    demo: options.demo ?? false,
    openBrowser: options.browser,
    say: terminal.print,
  });
}
