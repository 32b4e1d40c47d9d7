import { expect, test as base, type Browser, type Page } from '@playwright/test';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killElectronProgram, startElectronProgram, type ElectronProgram } from './electron-app.ts';
import { makeExampleHome, type ExampleHome } from './example-home.ts';
import {
  killWebProgram,
  mintWebToken,
  openWebWindow,
  startWebProgram,
  stopWebProgram,
  type WebProgram,
} from './web-app.ts';

/** The whole program under test, whichever host it runs in. */
export interface Program {
  /** The open window; another one after `restart` and `replaceWindow`. */
  readonly window: Page;
  readonly home: string;
  /** Does what makes the program hand a file to the person, and answers with where it went. */
  savedFile(trigger: () => Promise<void>): Promise<string>;
  /** Kills the window without a chance to say goodbye, and opens another on the same running program. */
  replaceWindow(): Promise<Page>;
  /** Ends the whole program in good order and starts it again with the same home. */
  restart(): Promise<Page>;
  /** Kills the whole program as a power cut would, and starts it again with the same home. */
  crashAndRestart(): Promise<Page>;
}

/** What a test finds when the program starts: the two examples made before, or a first start. */
export type StartingHome = 'examples' | 'empty';

/** What all tests of a worker share. */
interface Shared {
  /** The browser of the web project; Electron needs none, so it is not Playwright's own fixture. */
  sharedBrowser: Browser | undefined;
  exampleHome: ExampleHome;
}

/** Starts the program of the project (`electron` or `web`) anew for every test, with a home of its own. */
export const test = base.extend<{ programArguments: string[]; startingHome: StartingHome; program: Program }, Shared>({
  programArguments: [[], { option: true }],
  startingHome: ['examples', { option: true }],
  sharedBrowser: [
    async ({ playwright }, use, { project }) => {
      const browser =
        project.name === 'electron' ? undefined : await playwright.chromium.launch(project.use.launchOptions);
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],
  exampleHome: [
    async ({ sharedBrowser }, use) => {
      const examples = await makeExampleHome(async (home) => {
        const program = await startProgram(sharedBrowser, home, []);
        return () => program.end();
      });
      await use(examples);
      await examples.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  program: async ({ sharedBrowser, programArguments, startingHome, exampleHome }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'opendems-e2e-'));
    if (startingHome === 'examples') await exampleHome.copyTo(home);
    const program = await startProgram(sharedBrowser, home, programArguments);
    try {
      await use(program);
    } finally {
      await program.end();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});

/** The program in the browser if there is one, else in Electron. */
function startProgram(
  browser: Browser | undefined,
  home: string,
  args: string[],
): Promise<ElectronUnderTest | WebUnderTest> {
  return browser ? WebUnderTest.start(home, args, browser) : ElectronUnderTest.start(home, args);
}

export { expect } from '@playwright/test';

class ElectronUnderTest implements Program {
  readonly home: string;
  #args: string[];
  #program: ElectronProgram;
  #window: Page;

  static async start(home: string, args: string[]): Promise<ElectronUnderTest> {
    return new ElectronUnderTest(home, args, await startElectronProgram(home, args));
  }

  private constructor(home: string, args: string[], program: ElectronProgram) {
    this.home = home;
    this.#args = args;
    this.#program = program;
    this.#window = program.window;
  }

  get window(): Page {
    return this.#window;
  }

  /** The system's own dialog cannot be driven: it answers with a path in the home. */
  async savedFile(trigger: () => Promise<void>): Promise<string> {
    await this.#program.app.evaluate(({ dialog }, folder) => {
      const answer = async (...given: unknown[]) => {
        const options = given.at(-1) as { defaultPath?: string };
        return { canceled: false, filePath: `${folder}/${(options.defaultPath ?? 'file').split('/').at(-1)}` };
      };
      (dialog as { showSaveDialog: unknown }).showSaveDialog = answer;
    }, this.home);
    const known = new Set(await readdir(this.home));
    await trigger();
    let found: string | undefined;
    await expect
      .poll(
        async () => (found = (await readdir(this.home)).find((name) => !known.has(name) && !name.startsWith('.'))),
        {
          timeout: 60_000,
        },
      )
      .toBeDefined();
    return join(this.home, found!);
  }

  async replaceWindow(): Promise<Page> {
    const { app } = this.#program;
    // A program without a window lives on while it records; `second-instance` is what starting it again sends.
    const opened = app.waitForEvent('window');
    await app.evaluate(({ BrowserWindow, app: electron }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
      electron.emit('second-instance');
    });
    this.#window = await opened;
    return this.#window;
  }

  async restart(): Promise<Page> {
    await this.#quit();
    return this.#startAgain();
  }

  async crashAndRestart(): Promise<Page> {
    await killElectronProgram(this.#program);
    return this.#startAgain();
  }

  async end(): Promise<void> {
    const { app } = this.#program;
    if (app.process().exitCode === null && app.process().signalCode === null) await this.#quit();
  }

  /** As the system ends a program: no question, the run is sealed. */
  async #quit(): Promise<void> {
    const { app } = this.#program;
    const closed = app.waitForEvent('close');
    app.process().kill('SIGTERM');
    await closed;
  }

  async #startAgain(): Promise<Page> {
    this.#program = await startElectronProgram(this.home, this.#args);
    this.#window = this.#program.window;
    return this.#window;
  }
}

class WebUnderTest implements Program {
  readonly home: string;
  #args: string[];
  #browser: Browser;
  #program: WebProgram;
  #window!: Page;

  static async start(home: string, args: string[], browser: Browser): Promise<WebUnderTest> {
    const under = new WebUnderTest(home, args, browser, await startWebProgram(home, args));
    await under.#openWindow(under.#program.token);
    return under;
  }

  private constructor(home: string, args: string[], browser: Browser, program: WebProgram) {
    this.home = home;
    this.#args = args;
    this.#browser = browser;
    this.#program = program;
  }

  get window(): Page {
    return this.#window;
  }

  async savedFile(trigger: () => Promise<void>): Promise<string> {
    const started = this.#window.waitForEvent('download', { timeout: 60_000 });
    await trigger();
    const download = await started;
    const path = join(this.home, `download-${download.suggestedFilename()}`);
    await download.saveAs(path);
    return path;
  }

  async replaceWindow(): Promise<Page> {
    await this.#window.context().close();
    return this.#openWindow(await mintWebToken(this.home));
  }

  async restart(): Promise<Page> {
    await stopWebProgram(this.#program);
    return this.#startAgain();
  }

  async crashAndRestart(): Promise<Page> {
    await killWebProgram(this.#program);
    return this.#startAgain();
  }

  async end(): Promise<void> {
    await this.#window.context().close();
    await stopWebProgram(this.#program);
  }

  async #startAgain(): Promise<Page> {
    await this.#window.context().close();
    this.#program = await startWebProgram(this.home, this.#args);
    return this.#openWindow(this.#program.token);
  }

  async #openWindow(token: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
    this.#window = await openWebWindow(context, this.#program.url, token);
    return this.#window;
  }
}
