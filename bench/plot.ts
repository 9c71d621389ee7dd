/** Small SVG plots for docs/benchmarks.md: readable on light and dark pages, as they bring their own background. */

const width = 720;
const margin = 24;
const colours = ['#0969da', '#bf5700', '#1a7f37', '#8250df'];

/** Values at each hundredth of the measurements, as a rising line a series: share over value. */
export function curvePlot(title: string, curves: Record<string, number[]>): string {
  const [height, left, bottom] = [320, 56, 48];
  const all = Object.values(curves).flat();
  const most = roundUp(Math.max(...all));
  const x = (value: number): number => left + (Math.max(0, value) / most) * (width - left - margin);
  const y = (share: number): number => height - bottom - share * (height - bottom - 64);
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
    line(x(part * most), y(0), x(part * most), y(1)),
    text(x(part * most), height - bottom + 18, `${part * most} ms`, part === 1 ? 'end' : 'middle'),
    line(left, y(part), width - margin, y(part)),
    text(left - 8, y(part) + 4, `${part * 100} %`, 'end'),
  ]);
  const lines = Object.entries(curves).flatMap(([name, values], nth) => {
    const points = values.map((value, hundredth) => `${x(value).toFixed(1)},${y(hundredth / 100).toFixed(1)}`);
    const colour = colours[nth % colours.length] ?? '';
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<text x="${left + nth * 190}" y="48" fill="${colour}">${escaped(name)}</text>`,
    ];
  });
  return svg(height, title, [...grid, ...lines]);
}

/** One bar a value, with its label above it. */
export function barPlot(title: string, bars: { label: string; value: number }[]): string {
  const rowHeight = 44;
  const height = 56 + bars.length * rowHeight + margin;
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.flatMap(({ label, value }, nth) => {
    const top = 64 + nth * rowHeight;
    const length = (value / most) * (width - 2 * margin - 80);
    return [
      text(margin, top, label, 'start'),
      `<rect x="${margin}" y="${top + 6}" width="${length.toFixed(1)}" height="16" rx="3" fill="${colours[0]}"/>`,
      text(margin + length + 8, top + 19, String(value), 'start'),
    ];
  });
  return svg(height, title, rows);
}

/** One line a series over named steps, on a scale where each line of the grid is ten times the one below. */
export function stepPlot(title: string, steps: string[], series: Record<string, number[]>, unit: string): string {
  const [height, left, bottom] = [320, 72, 48];
  const all = Object.values(series).flat();
  const [lowest, highest] = [-2, Math.max(0, Math.ceil(Math.log10(Math.max(...all))))];
  const x = (step: number): number => left + (step / (steps.length - 1)) * (width - left - 2 * margin);
  const y = (power: number): number => {
    const share = (Math.max(power, lowest) - lowest) / (highest - lowest);
    return height - bottom - share * (height - bottom - 64);
  };
  const powers = Array.from({ length: highest - lowest + 1 }, (_, nth) => lowest + nth);
  const grid = [
    ...powers.flatMap((power) => [
      line(left, y(power), width - margin, y(power)),
      text(
        left - 8,
        y(power) + 4,
        `${power === lowest ? '≤ ' : ''}${Number((10 ** power).toPrecision(1))} ${unit}`,
        'end',
      ),
    ]),
    ...steps.map((step, nth) => text(x(nth), height - bottom + 18, step, 'middle')),
  ];
  const lines = Object.entries(series).flatMap(([name, values], nth) => {
    const points = values.map((value, step) => `${x(step).toFixed(1)},${y(Math.log10(value)).toFixed(1)}`);
    const colour = colours[nth % colours.length] ?? '';
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<text x="${left + nth * 160}" y="48" fill="${colour}">${escaped(name)}</text>`,
    ];
  });
  return svg(height, title, [...grid, ...lines]);
}

function svg(height: number, title: string, parts: string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`;
  const ground = `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`;
  const heading = `<text x="${margin}" y="26" font-size="15" font-weight="600" fill="#1f2328">${escaped(title)}</text>`;
  return `${[head, ground, heading, ...parts, '</svg>'].join('\n')}\n`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  const places = [x1, y1, x2, y2].map((place) => place.toFixed(1));
  return `<path d="M${places[0]} ${places[1]}L${places[2]} ${places[3]}" stroke="#d1d9e0"/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`;
  return `<text ${place} text-anchor="${anchor}" fill="#59636e">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The next 1, 2, 4 or 8 times a power of ten, so that quarters of it are round too. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 8].find((factor) => factor * power >= value) ?? 10);
}
