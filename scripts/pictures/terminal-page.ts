const colours: Record<string, string> = {
  '1': 'font-weight:700',
  '2': 'opacity:.6',
  '31': 'color:#f47067',
  '32': 'color:#6bc46d',
  '33': 'color:#daaa3f',
  '34': 'color:#6cb6ff',
  '35': 'color:#dcbdfb',
  '36': 'color:#56d4dd',
};

/** A page that looks like a terminal: each command with what it printed. */
export function terminalPage(parts: { shown: string; text: string }[]): string {
  const body = parts.map(
    ({ shown, text }) => `<b class="prompt">$</b> <b>${escapeHtml(shown)}</b>\n${ansiToHtml(text)}`,
  );
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: transparent }
    main { display: inline-block; min-width: 880px; padding: 14px 18px; border-radius: 10px; background: #1c2128; color: #cdd9e5 }
    pre { margin: 0; font: 13px/1.45 "IBM Plex Mono", "DejaVu Sans Mono", monospace; white-space: pre }
    .prompt { color: #6bc46d }
  </style><main><pre>${body.join('\n')}</pre></main>`;
}

/** Colours of SGR sequences as spans; every other sequence must be gone already. */
function ansiToHtml(text: string): string {
  const active: string[] = [];
  return text
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const code = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (code === undefined)
        return part === ''
          ? ''
          : `<span style="${active.map((name) => colours[name]).join(';')}">${escapeHtml(part)}</span>`;
      for (const part of code.split(';')) applyCode(active, part);
      return '';
    })
    .join('');
}

function applyCode(active: string[], code: string): void {
  if (code === '' || code === '0') active.length = 0;
  else if (colours[code] !== undefined) active.push(code);
  else {
    const ended = code === '22' ? ['1', '2'] : Object.keys(colours).filter((name) => name.startsWith('3'));
    for (const name of ended) while (active.includes(name)) active.splice(active.indexOf(name), 1);
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
