/** One thing the window can do; menus, buttons, keys and the help are made from this table. */
export interface Command {
  id: string;
  title: string;
  group: 'Places' | 'Run' | 'Plots' | 'Window';
  keys: readonly string[];
  /** Undefined where it is always possible. */
  enabled?: () => boolean;
  run: () => void;
}
