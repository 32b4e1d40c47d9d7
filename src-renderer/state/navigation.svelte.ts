export const PLACES = ['runs', 'live', 'analyse', 'compare', 'instruments'] as const;
export type Place = (typeof PLACES)[number];

/** Dialogs of the places Compare and Analyse, which draw them themselves: they belong to their figures. */
type FigureDialog = 'compare-runs' | 'figure-save' | 'figure-numbers' | 'figure-export';

/** What is open over the place. One dialog at a time. */
export type DialogName =
  | 'new-run'
  | 'annotate'
  | 'stop'
  | 'settings'
  | 'help'
  | 'numbers'
  | 'set-flow'
  | 'report'
  | 'export'
  | 'add-runs'
  | FigureDialog;

/** Where the person is; the place survives a reload in the address. */
class Navigation {
  place = $state<Place>(placeOf(location.hash));
  dialog = $state<DialogName | undefined>(undefined);
  alertsOpen = $state(false);
  /** Stored run that is open in the place Runs; undefined shows the table. */
  openRunId = $state<string | undefined>(undefined);
  /** Import in the place Runs: its files, or the clocks of the run just made; undefined shows the table or a run. */
  importPage = $state<'files' | 'clocks' | undefined>(undefined);
  /** The search field of Runs is to take the keys as soon as it is drawn; the place clears it. */
  isSearchAsked = $state(false);

  constructor() {
    window.addEventListener('hashchange', () => (this.place = placeOf(location.hash)));
  }

  go(place: Place): void {
    this.place = place;
    this.alertsOpen = false;
    history.replaceState(null, '', `#${place}`);
  }

  openRun(runId: string | undefined): void {
    this.openRunId = runId;
    this.importPage = undefined;
    this.go('runs');
  }

  searchRuns(): void {
    this.openRun(undefined);
    this.isSearchAsked = true;
  }

  openImport(page: 'files' | 'clocks' = 'files'): void {
    this.importPage = page;
    this.go('runs');
  }

  show(dialog: DialogName): void {
    this.dialog = dialog;
  }

  closeDialog(): void {
    this.dialog = undefined;
  }
}

function placeOf(hash: string): Place {
  return PLACES.find((place) => `#${place}` === hash) ?? 'runs';
}

export const navigation = new Navigation();
