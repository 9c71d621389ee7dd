import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migrations, newestOf } from '../../src/store/redis/migrate.ts';
import { readYaml, render } from './support/infra.ts';

const annotation = 'raibid-ci.dev/store-schema';
const annotationsSchema = z.object({ annotations: z.record(z.string(), z.string()) });
const deploymentSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      metadata: annotationsSchema.loose(),
      spec: z.looseObject({
        containers: z.array(z.looseObject({ env: z.array(z.looseObject({ name: z.string() })) })),
      }),
    }),
  }),
});

describe('the chart of the server', () => {
  it('says which form of the data its server makes, and so do its pods', async () => {
    const newest = { [annotation]: String(newestOf(migrations)) };
    expect(await readYaml('server/chart/Chart.yaml', annotationsSchema.loose())).toMatchObject({ annotations: newest });
    const { template } = (await deployment()).spec;
    expect(template.metadata.annotations).toMatchObject(newest);
  });

  it('has a server of an older form stop for a new one', async () => {
    const [container] = (await deployment()).spec.template.spec.containers;
    expect(container?.env).toContainEqual({ name: 'RAIBID_STORE_TAKE_OVER', value: 'true' });
  });
});

async function deployment(): Promise<z.infer<typeof deploymentSchema>> {
  return deploymentSchema.parse((await render('server')).find(({ kind }) => kind === 'Deployment'));
}
