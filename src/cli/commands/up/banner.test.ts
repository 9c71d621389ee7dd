import { expect, it } from 'vitest';
import { bannerLines } from './banner.ts';

const server = { url: 'http://127.0.0.1:8420', isolation: { isolation: 'sandbox', reason: 'it works' } } as const;
const stdout = { write: () => true, isTTY: false, columns: 80 };

function banner(dataDir: string): string {
  const env = { HOME: '/home/ada' };
  return bannerLines(server, { dataDir, maxAgents: 2, warm: 1 }, { stdout, env }).join('\n');
}

it('gives commands that need no more words where the data lie in the usual folder', () => {
  expect(banner('/home/ada/.local/share/raibid-ci')).toContain('raibid-cli token   (');
});

it('names another data folder in its commands, so that they find the server', () => {
  const text = banner("/srv/ada's ci");
  expect(text).toContain("raibid-cli token --data-dir '/srv/ada'\\''s ci'   (");
  expect(text).toContain("raibid-cli repo create demo --data-dir '/srv/ada'\\''s ci'   makes");
});
