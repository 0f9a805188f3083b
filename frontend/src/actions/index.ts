import { create } from "zustand";

/**
 * Something a person can do, described once: menus, the command palette, the key bar and the keyboard all read this.
 * `Context` is what the action needs to decide and to work, e.g. the ticket under the cursor.
 */
export interface Action<Context> {
  id: string;
  /** Translation key of its name. */
  label: string;
  shortcut?: string;
  visible: (context: Context) => boolean;
  perform: (context: Context) => void;
}

/** The actions that apply now. */
export function available<Context>(actions: readonly Action<Context>[], context: Context): Action<Context>[] {
  return actions.filter((action) => action.visible(context));
}

/** Key map of the actions that apply now, for `useKeys`. */
export function keyMap<Context>(
  actions: readonly Action<Context>[],
  context: Context,
): Record<string, () => void> {
  const map: Record<string, () => void> = {};
  for (const action of available(actions, context)) {
    if (action.shortcut) map[action.shortcut] = () => action.perform(context);
  }
  return map;
}

/** What the page on screen adds to the palette and to the list of keys. */
export interface PageCommand {
  id: string;
  label: string;
  shortcut?: string;
  perform: () => void;
}

/** Keys and what they do, as the overview of keys shows them: also those that need a row or a right first. */
export interface PageKey {
  keys: readonly string[];
  does: string;
}

interface Surface {
  palette: boolean;
  keys: boolean;
  commands: readonly PageCommand[];
  pageKeys: readonly PageKey[];
}

/** The two overlays any screen can open, and the commands of the screen that is shown. */
export const useSurface = create<Surface>(() => ({
  palette: false,
  keys: false,
  commands: [],
  pageKeys: [],
}));

export const openPalette = () => useSurface.setState({ palette: true });
export const openKeys = () => useSurface.setState({ keys: true });
export const offerCommands = (commands: readonly PageCommand[]) => {
  useSurface.setState({ commands });
  return () => useSurface.setState({ commands: [] });
};
export const offerKeys = (pageKeys: readonly PageKey[]) => {
  useSurface.setState({ pageKeys });
  return () => useSurface.setState({ pageKeys: [] });
};
