import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './empty-state.css';

/** Stands where nothing is, and says what to do next. */
export function EmptyState(props: { icon: IconName; title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty-state">
      <span class="empty-state-icon">
        <Icon name={props.icon} />
      </span>
      <h2>{props.title}</h2>
      <div class="empty-state-text soft">{props.children}</div>
    </div>
  );
}
