import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { IconButton } from '../controls/button.tsx';
import { nextTheme } from '../keys/commands.ts';

const THEME_WORDS = { system: 'as the system', light: 'light', dark: 'dark' } as const;

/** In the head of the workbench and of every view. */
export function ThemeButton() {
  const theme = useWorkbenchState((state) => state.theme);
  const actions = useActions();
  return (
    <IconButton
      icon={theme}
      label={`Theme: ${THEME_WORDS[theme]}`}
      onClick={() => actions.setTheme(nextTheme(theme))}
    />
  );
}
