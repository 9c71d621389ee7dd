import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import './panel.css';

interface PanelProps {
  title: string;
  /** Small text beside the title. */
  note?: ComponentChildren;
  children: ComponentChildren;
}

/** A titled part of a page. */
export function Panel({ title, note, children }: PanelProps): JSX.Element {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span class="soft">{note}</span>}
      </header>
      <div class="panel-body">{children}</div>
    </section>
  );
}
