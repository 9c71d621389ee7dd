import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Logo } from '../components/logo.tsx';
import { location } from '../router/location.ts';
import { type Page, pageAt } from '../router/page.ts';
import { sessionEnded } from '../state/session.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import './top-bar.css';

const places: { title: string; href: string; icon: IconName; pages: Page['name'][] }[] = [
  { title: 'Runs', href: '/', icon: 'runs', pages: ['runs', 'run', 'job'] },
  { title: 'Queue', href: '/queue', icon: 'queue', pages: ['queue'] },
  { title: 'Agents', href: '/agents', icon: 'agents', pages: ['agents'] },
  { title: 'Repositories', href: '/repositories', icon: 'repositories', pages: ['repositories', 'repository'] },
];

function signOut(): void {
  call(endpoints.logout).then(sessionEnded, () => {});
}

/** Where one can go. On a phone the places move to the lower edge, near the thumb. */
export function TopBar(): JSX.Element {
  const here = pageAt(location.value.path).name;
  return (
    <header class="top-bar">
      <a class="top-bar-home" href="/" aria-label="raibid-ci, all runs">
        <Logo />
        <span>raibid</span>
      </a>
      <nav class="top-bar-places" aria-label="Main">
        {places.map((place) => (
          <a key={place.href} href={place.href} aria-current={place.pages.includes(here) ? 'page' : undefined}>
            <Icon name={place.icon} />
            {place.title}
          </a>
        ))}
      </nav>
      <div class="top-bar-tools">
        <ThemeSwitch />
        <IconButton icon="leave" label="Sign out" onClick={signOut} />
      </div>
    </header>
  );
}
