import { describe, expect, it } from 'vitest';
import { barPlot, curvePlot } from './plot.ts';

describe('a plot', () => {
  it('draws a curve from its least to its most value, within the picture', () => {
    const svg = curvePlot('Times & shares', { first: Array.from({ length: 101 }, (_, n) => n * 3) });
    const [, points = ''] = /points="([^"]+)"/.exec(svg) ?? [];
    const places = points.split(' ').map((point) => point.split(',').map(Number));
    expect(places).toHaveLength(101);
    expect(places.every(([x = -1, y = -1]) => x >= 0 && x <= 720 && y >= 0 && y <= 320)).toBe(true);
    expect(places[0]?.[1]).toBeGreaterThan(places[100]?.[1] ?? 0);
    expect(svg).toContain('Times &amp; shares');
  });

  it('draws bars in proportion', () => {
    const svg = barPlot('Bars', [
      { label: 'one', value: 10 },
      { label: '<two>', value: 40 },
    ]);
    const widths = [...svg.matchAll(/width="([\d.]+)" height="16"/g)].map(([, width]) => Number(width));
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(4);
    expect(svg).toContain('&lt;two&gt;');
  });
});
