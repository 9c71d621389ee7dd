import type { JSX } from 'preact';
import type { IconName } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { chooseTheme, type Theme, theme } from '../state/theme.ts';

const choices: Record<Theme, { icon: IconName; label: string; next: Theme }> = {
  system: { icon: 'system', label: 'Theme: as the system. Switch to light', next: 'light' },
  light: { icon: 'sun', label: 'Theme: light. Switch to dark', next: 'dark' },
  dark: { icon: 'moon', label: 'Theme: dark. Switch to the system’s', next: 'system' },
};

/** Goes round system, light, dark. */
export function ThemeSwitch(): JSX.Element {
  const { icon, label, next } = choices[theme.value];
  return <IconButton icon={icon} label={label} onClick={() => chooseTheme(next)} />;
}
