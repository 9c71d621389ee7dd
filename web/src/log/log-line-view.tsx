import type { JSX } from 'preact';
import { Icon } from '../components/icon.tsx';
import { formatClock } from '../format/age.ts';
import { parseAnsi } from './ansi.ts';
import { maxShownCharacters } from './line-height.ts';
import { linePieces } from './line-pieces.ts';
import { LinePieces } from './line-pieces-view.tsx';
import { matchRanges } from './log-search.ts';
import type { LogViewModel } from './log-view-model.ts';

interface LogLineViewProps {
  line: number;
  /** In pixels: it was reckoned, not measured, and must hold whatever is drawn. */
  height: number;
  model: LogViewModel;
}

/** One line: its number as a permalink, its time when wanted, its text. */
export function LogLineView({ line, height, model }: LogLineViewProps): JSX.Element {
  const lines = model.lines.value;
  const raw = lines.texts[line] ?? '';
  const kind = lines.kinds[line] ?? 'text';
  const { spans } = parseAnsi(raw, lines.styleAt(line));
  const query = model.query.value;
  const ranges = query === '' ? [] : matchRanges(spans.map((span) => span.text).join(''), query);
  const current = ranges.length > 0 && model.matches.value[model.matchIndex.value] === line;
  const classes = ['log-line', `log-is-${kind}`];
  if (model.target.value === line) classes.push('log-target');
  if (current) classes.push('log-current');
  const text = <LinePieces pieces={linePieces(spans, ranges)} />;
  return (
    <div class={classes.join(' ')} style={{ height: `${height}px` }}>
      <a class="log-number" href={`#L${line + 1}`} aria-label={`Line ${line + 1}`} tabIndex={-1}>
        {line + 1}
      </a>
      {model.timestamps.value && <time class="log-time">{formatClock(lines.times[line] ?? 0)}</time>}
      {kind === 'group' ? (
        <button
          class="log-text"
          type="button"
          aria-expanded={model.isGroupOpen(line)}
          onClick={() => model.toggleGroup(line)}
        >
          <Icon name="chevron" />
          {text}
        </button>
      ) : (
        <span class="log-text">
          {text}
          {raw.length > maxShownCharacters && <span class="log-cut"> … cut; the raw log has all of it</span>}
        </span>
      )}
    </div>
  );
}
