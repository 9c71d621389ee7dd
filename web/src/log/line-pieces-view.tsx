import type { JSX } from 'preact';
import type { AnsiStyle } from './ansi.ts';
import type { LinePiece } from './line-pieces.ts';
import './ansi.css';

/** The text of a log line in its colours, with its addresses as links and what was searched for marked. */
export function LinePieces({ pieces }: { pieces: LinePiece[] }): JSX.Element {
  return <>{pieces.map(drawPiece)}</>;
}

function drawPiece(piece: LinePiece, key: number): JSX.Element | string {
  const { classes, style } = look(piece.style);
  if (piece.mark) classes.push('log-mark');
  if (piece.href !== null) {
    return (
      <a
        key={key}
        class={classes.join(' ')}
        style={style}
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {piece.text}
      </a>
    );
  }
  if (classes.length === 0) return piece.text;
  return (
    <span key={key} class={classes.join(' ')} style={style}>
      {piece.text}
    </span>
  );
}

const flags = ['bold', 'dim', 'italic', 'underline', 'strike'] as const;

/** Classes for the palette and attributes; custom properties for colours outside the palette. */
function look(ansi: AnsiStyle): { classes: string[]; style: Record<string, string> } {
  const classes = flags.filter((flag) => ansi[flag]).map((flag) => `ansi-${flag}`) as string[];
  const style: Record<string, string> = {};
  const [color, background] = ansi.inverse
    ? [ansi.background ?? 'inverse', ansi.color ?? 'inverse']
    : [ansi.color, ansi.background];
  if (color?.startsWith('#')) {
    classes.push('ansi-own');
    style['--ansi-own'] = color;
  } else if (color) classes.push(color === 'inverse' ? 'ansi-inverse' : color);
  if (background?.startsWith('#')) {
    classes.push('on-own');
    style['--on-own'] = background;
  } else if (background) classes.push(background === 'inverse' ? 'on-inverse' : background.replace('ansi', 'on'));
  return { classes, style };
}
