import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/command.ts';

describe('npm run demo -- --once', () => {
  it('pushes the sample, shows its log and results, cleans up and exits with the result', async () => {
    const child = spawn('npm', ['run', 'demo', '--', '--once'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let shown = '';
    child.stdout.on('data', (chunk) => {
      shown += chunk;
    });
    child.stderr.on('data', (chunk) => {
      shown += chunk;
    });
    const [code] = await once(child, 'close');
    expect(code, shown).toBe(0);
    expect(shown).toMatch(/^hello +│ The report has 16 lines\.$/m);
    for (const job of ['lint', 'test (3)', 'test (5)', 'test (8)', 'report', 'hello']) {
      expect(shown).toMatch(new RegExp(`^✓ ${job.replace(/[()]/g, '\\$&')} success [\\d.]+ m?s$`, 'm'));
    }
    expect(shown).not.toContain('Dashboard:');
  }, 120_000);
});
