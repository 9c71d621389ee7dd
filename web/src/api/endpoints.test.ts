import { describe, expect, it } from 'vitest';
import { routes } from '../../../src/contract/api/routes.ts';
import { addressOf } from './endpoint.ts';
import { endpoints } from './endpoints.ts';

const contract = Object.values(routes)
  .flatMap((group): { method: string; path: string }[] => Object.values(group))
  .map(({ method, path }) => `${method} ${path}`);

describe('the endpoints of the dashboard', () => {
  it.each(Object.entries(endpoints))('%s is in the contract', (_name, { method, path }) => {
    expect(contract).toContain(`${method} ${path}`);
  });

  it('fills parameters in and keeps them in their place', () => {
    expect(addressOf('/runs/:runId/x', { params: { runId: 'a/b' }, query: { q: 'c d' } })).toBe('/runs/a%2Fb/x?q=c+d');
  });
});
