import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LogViewModel } from './log-view-model.ts';

const sample = 'x'.repeat(100);

/** Keeps the model told how many characters fit into a line: after the fonts came, and whenever the width changes. */
export function useColumns(
  scroller: RefObject<HTMLElement | null>,
  model: LogViewModel,
  measured: Signal<boolean>,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = (): void => {
      const row = document.createElement('div');
      row.className = 'log-line';
      row.innerHTML = '<span class="log-number"></span><span class="log-text"><span></span></span>';
      if (model.timestamps.value)
        row.insertBefore(document.createElement('time'), row.lastChild).className = 'log-time';
      const text = row.querySelector('.log-text');
      const inner = text?.firstElementChild;
      if (!text || !inner) return;
      inner.textContent = sample;
      element.append(row);
      const style = getComputedStyle(text);
      const width = text.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      inner.classList.add('log-sample');
      const character = inner.getBoundingClientRect().width / sample.length;
      row.remove();
      if (character > 0) model.columns.value = Math.max(10, Math.floor(width / character));
      measured.value = true;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    document.fonts.ready.then(measure);
    const stop = model.timestamps.subscribe(measure);
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);
}
