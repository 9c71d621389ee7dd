import type { JSX } from 'preact';

/** A sentence of the server: what it puts in backticks is a name or a command, and looks like one. */
export function Words({ text }: { text: string }): JSX.Element {
  // Every second part stands between two backticks; the last one does not when its backtick is never closed.
  const parts = text.split('`');
  const closed = parts.length % 2 === 1 ? parts.length : parts.length - 1;
  return (
    <>
      {parts.map((part, index) => {
        if (index % 2 === 1 && index < closed) return <code>{part}</code>;
        return index >= closed ? `\`${part}` : part;
      })}
    </>
  );
}
