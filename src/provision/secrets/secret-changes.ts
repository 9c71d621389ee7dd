import { deleteObject } from '../../kube/delete-object.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { Change } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import type { SecretRecipe } from './recipe.ts';
import { readSecret, secretPath, writeSecret } from './stored-secret.ts';

/**
 * Secrets that would be made. What is there is never changed, whoever made it (SOPS, External Secrets), but for our own
 * certificates near their end. Throws `config_invalid` when one that is there lacks a key.
 */
export async function planSecrets(context: ComponentContext, recipes: readonly SecretRecipe[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const recipe of recipes) {
    const change = await changeOf(context, recipe);
    if (change !== null) changes.push(change);
  }
  return changes;
}

/** Makes what is missing. Values go to the API server in a request's body: never through arguments, logs or files. */
export async function applySecrets(context: ComponentContext, recipes: readonly SecretRecipe[]): Promise<void> {
  const { namespace } = context.entry;
  for (const recipe of recipes) {
    const change = await changeOf(context, recipe);
    if (change === null) continue;
    context.progress(`making ${change.what}`);
    const secret = { namespace, name: recipe.name, values: await recipe.make(context) };
    await writeSecret(context, secret, recipe.type ?? 'Opaque');
    if (change.action === 'create') context.onFailure(change.what, () => removeSecret(context, recipe.name));
  }
}

async function changeOf(context: ComponentContext, recipe: SecretRecipe): Promise<Change | null> {
  if (recipe.isWanted?.(context) === false) return null;
  const { namespace } = context.entry;
  const what = `Secret ${namespace}/${recipe.name}`;
  const values = await readSecret(context, namespace, recipe.name);
  if (values === null) return { action: 'create', what };
  const missing = keysOf(context, recipe).find((key) => (values[key] ?? '') === '');
  if (missing !== undefined)
    throw new RaibidError('config_invalid', `the ${what} has no key ${missing}`, {
      hint: 'Add the key where the Secret is made, or delete the Secret: then setup makes it.',
    });
  const reason = (await recipe.renewal?.(context, values)) ?? null;
  return reason === null ? null : { action: 'update', what, detail: reason };
}

function keysOf({ entry }: ComponentContext, recipe: SecretRecipe): readonly string[] {
  return entry.secrets.find(({ name }) => name === recipe.name)?.keys ?? [];
}

async function removeSecret(context: ComponentContext, name: string): Promise<void> {
  const { kube } = await context.cluster();
  const signal = AbortSignal.timeout(context.timeoutMilliseconds);
  await deleteObject(kube, secretPath(context.entry.namespace, name), {
    signal,
    timeoutMilliseconds: context.timeoutMilliseconds,
  });
}
