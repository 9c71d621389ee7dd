import { useEffect } from 'preact/hooks';
import { faviconOf, type Tone, toneLabels } from '../runs/tone.ts';

const product = 'raibid-ci';

/** Names the browser tab and gives it the icon of the state, so that a glance at the tab bar is enough. */
export function usePageTitle(title: string, tone: Tone | null = null): void {
  useEffect(() => {
    document.title = tone === null ? `${title} · ${product}` : `${toneLabels[tone]}: ${title} · ${product}`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = `/favicon/${tone === null ? 'idle' : faviconOf[tone]}.svg`;
  }, [title, tone]);
}
