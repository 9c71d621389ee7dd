import type { JsonObject } from '../../shared/json.ts';
import { formatPath } from '../finding.ts';
import { isObject, manifestsOf } from '../manifest.ts';
import { ObjectValidator } from '../schema/object-validator.ts';
import { openCatalog } from '../schema/schema-catalog.ts';
import { mutate, placesIn, schemaChanges, valueChanges } from './mutations.ts';

export interface Server {
  /** Such as https://127.0.0.1:6443. */
  url: string;
  fetch: (url: string, init: { method: string; headers: Record<string, string>; body?: string }) => Promise<Response>;
}

export interface Agreement {
  /** Objects that were asked about. */
  asked: number;
  /** What the server refuses, and how many of them `validate` refuses as well. */
  refused: number;
  refusedHere: number;
  schemaRefused: number;
  schemaRefusedHere: number;
  /** What the server refuses and `validate` takes: place, change, and the server's words. */
  missed: string[];
  /** What the server takes and `validate` refuses. */
  stricter: string[];
}

/**
 * Gives objects with one random change each to a real API server (dry run, strict) and to `validate`, and compares the
 * answers. `random` answers a whole number below its argument. The server needs the CRDs of the custom resources.
 */
export async function compareWithServer(
  server: Server,
  objects: JsonObject[],
  rounds: number,
  random: (below: number) => number,
): Promise<Agreement> {
  const validator = new ObjectValidator(openCatalog());
  const result: Agreement = {
    asked: 0,
    refused: 0,
    refusedHere: 0,
    schemaRefused: 0,
    schemaRefusedHere: 0,
    missed: [],
    stricter: [],
  };
  const changes = Object.entries({ ...schemaChanges, ...valueChanges });
  for (let round = 0; round < rounds; round++) {
    const object = objects[random(objects.length)] ?? {};
    const places = placesIn(object).filter((place) => !['apiVersion', 'kind', 'status'].includes(String(place[0])));
    const place = places[random(places.length)] ?? [];
    const [name, change] = changes[random(changes.length)] ?? ['', () => false];
    const changed = mutate(object, place, change);
    const [manifest] = isObject(changed) ? manifestsOf(changed) : [];
    const answer = isObject(changed) && manifest ? await askServer(server, changed) : undefined;
    if (!manifest || answer === undefined) continue;
    const { faults } = await validator.check(manifest);
    record(
      result,
      answer,
      faults.length > 0,
      name in schemaChanges,
      `${name} at ${manifest.kind} ${formatPath(place)}`,
    );
  }
  return result;
}

function record(result: Agreement, answer: string, isRefusedHere: boolean, isSchema: boolean, where: string): void {
  result.asked++;
  if (answer === '') {
    if (isRefusedHere) result.stricter.push(where);
    return;
  }
  result.refused++;
  if (isSchema) result.schemaRefused++;
  if (isRefusedHere) {
    result.refusedHere++;
    if (isSchema) result.schemaRefusedHere++;
  } else result.missed.push(`${where}: ${answer.slice(0, 300)}`);
}

/** Why the server refuses to make an object, '' when it would; undefined when it could not tell. */
export async function askServer(server: Server, object: JsonObject): Promise<string | undefined> {
  const { apiVersion, kind, metadata } = object;
  const root = `${server.url}/${String(apiVersion).includes('/') ? 'apis' : 'api'}/${String(apiVersion)}`;
  const headers = { 'content-type': 'application/json' };
  const found = await server.fetch(root, { method: 'GET', headers });
  const { resources = [] } = found.ok ? ((await found.json()) as { resources?: Resource[] }) : {};
  const resource = resources.find((each) => each.kind === kind && !each.name.includes('/'));
  if (!resource) return undefined;
  const given = isObject(metadata) && typeof metadata.namespace === 'string' ? metadata.namespace : '';
  const namespace = given || 'default';
  const path = resource.namespaced
    ? `/namespaces/${encodeURIComponent(namespace)}/${resource.name}`
    : `/${resource.name}`;
  const url = `${root}${path}?dryRun=All&fieldValidation=Strict`;
  const answer = await server.fetch(url, { method: 'POST', headers, body: JSON.stringify(object) });
  // 409: it is there already, so nothing else was wrong with it.
  if (answer.ok || answer.status === 409) return '';
  // An empty namespace makes an address that is none.
  if (answer.status >= 500 || answer.status === 404) return undefined;
  return ((await answer.json()) as { message?: string }).message ?? String(answer.status);
}

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
}
