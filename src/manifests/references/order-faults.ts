import type { JsonValue } from '../../shared/json.ts';
import type { Fault } from '../finding.ts';
import type { ReadObject } from '../validate/inspector.ts';
import type { Path } from '../yaml/positioned-document.ts';
import type { Component } from './components.ts';
import { allDependencies, cycleIn } from './cycles.ts';
import { get, listOf, objectOf, textOf } from './object-index.ts';

function edgesOf(components: readonly Component[]): Map<string, string[]> {
  return new Map(components.map((component) => [component.name, component.dependsOn]));
}

function fault(message: string, hint: string, path: Path, target: Fault['target'] = 'value'): Fault {
  return { rule: 'component-order', message, hint, path, target };
}

/** Names in components.yaml that are not there, and components that wait for each other. */
export function componentFaults(components: readonly Component[]): Fault[] {
  const edges = edgesOf(components);
  const faults: Fault[] = [];
  for (const { name, dependsOn, at } of components) {
    for (const [place, needed] of dependsOn.entries()) {
      if (edges.has(needed)) continue;
      const hint = `Components: ${[...edges.keys()].join(', ')}.`;
      faults.push(fault(`${name} depends on ${needed}, which is no component`, hint, [...at, 'dependsOn', place]));
    }
  }
  const cycle = cycleIn(edges);
  const closing = components.find((component) => component.name === cycle?.at(-2));
  if (cycle && closing) {
    const place = closing.dependsOn.indexOf(cycle.at(-1) ?? '');
    const message = `they wait for each other: ${cycle.join(' -> ')}`;
    faults.push(fault(message, 'Remove one of these dependencies.', [...closing.at, 'dependsOn', place]));
  }
  return faults;
}

/** Tasks `deploy-<component>` must be there; `deploy-all` and their own deps must keep the order of components.yaml. */
export function taskfileFaults(taskfile: JsonValue, components: readonly Component[]): Fault[] {
  const tasks = objectOf(get(taskfile, 'tasks'));
  const edges = edgesOf(components);
  const faults: Fault[] = [];
  for (const { name } of components) {
    if (tasks[`deploy-${name}`] !== undefined) continue;
    faults.push(fault(`there is no task deploy-${name}`, 'Add it, or remove the component.', ['tasks'], 'key'));
  }
  const all = callsOf(tasks['deploy-all'], ['tasks', 'deploy-all']);
  const order = all.map((call) => call.name);
  for (const [place, call] of all.entries()) {
    const late = (edges.get(call.name) ?? []).find((needed) => order.indexOf(needed) > place);
    if (late === undefined) continue;
    faults.push(fault(`deploy-all deploys ${call.name} before ${late}, which it needs`, 'Change the order.', call.at));
  }
  if (all.length > 0) {
    const missing = components.find((component) => !order.includes(component.name));
    if (missing)
      faults.push(
        fault(`deploy-all leaves out ${missing.name}`, `Add deploy-${missing.name}.`, ['tasks', 'deploy-all'], 'key'),
      );
  }
  return [...faults, ...dependencyFaults(tasks, edges)];
}

/** `deps` of a deploy task may name only what the component really needs. */
function dependencyFaults(tasks: Record<string, JsonValue>, edges: Map<string, string[]>): Fault[] {
  return [...edges.keys()].flatMap((name) => {
    const deps = depsOf(tasks[`deploy-${name}`], ['tasks', `deploy-${name}`]);
    const allowed = allDependencies(edges, name);
    return deps
      .filter((dep) => !allowed.has(dep.name))
      .map((dep) =>
        fault(
          `deploy-${name} waits for ${dep.name}, but components.yaml does not say so`,
          'Make the two agree.',
          dep.at,
        ),
      );
  });
}

interface Call {
  name: string;
  at: Path;
}

function depsOf(task: JsonValue | undefined, at: Path): Call[] {
  return listOf(get(task, 'deps')).flatMap((each, place) => callOf(each, [...at, 'deps', place]));
}

/** Deployments that a task calls, in order: `cmds: [{task: deploy-redis}]`, then its deps. */
function callsOf(task: JsonValue | undefined, at: Path): Call[] {
  const cmds = Array.isArray(task) ? task : listOf(get(task, 'cmds'));
  const inside = Array.isArray(task) ? [] : ['cmds'];
  const called = cmds.flatMap((each, place) => callOf(each, [...at, ...inside, place]));
  return called.length > 0 ? called : depsOf(task, at);
}

function callOf(value: JsonValue, at: Path): Call[] {
  const isPlain = typeof value === 'string';
  const name = isPlain ? value : textOf(get(value, 'task'));
  const component = /^(?::?[\w:]*:)?deploy-([\w-]+)$/.exec(name)?.[1];
  return component === undefined || component === 'all'
    ? []
    : [{ name: component, at: isPlain ? at : [...at, 'task'] }];
}

/** Flux Kustomizations of components (by name, `raibid-` left out) must wait for what the components need, and for no more. */
export function fluxOrderFaults(
  objects: readonly ReadObject[],
  components: readonly Component[],
): { object: ReadObject; faults: Fault[] }[] {
  const edges = edgesOf(components);
  const nameOf = (text: string) => text.replace(/^raibid-/, '');
  const own = objects.filter(
    ({ manifest }) => manifest.apiVersion.startsWith('kustomize.toolkit') && edges.has(nameOf(manifest.name)),
  );
  const managed = new Set(own.map(({ manifest }) => nameOf(manifest.name)));
  const fluxEdges = new Map(
    own.map(({ manifest }) => [nameOf(manifest.name), dependsOnOf(manifest.value).map(nameOf)]),
  );
  return own.map((object) => {
    const name = nameOf(object.manifest.name);
    const declared = fluxEdges.get(name) ?? [];
    const reached = allDependencies(fluxEdges, name);
    const missing = (edges.get(name) ?? []).filter((needed) => managed.has(needed) && !reached.has(needed));
    const allowed = allDependencies(edges, name);
    const faults = missing.map((needed) =>
      fault(
        `${name} needs ${needed}, but its Kustomization does not wait for it`,
        `Add ${needed} to dependsOn.`,
        [...object.manifest.at, 'spec', 'dependsOn'],
        'key',
      ),
    );
    for (const [place, extra] of declared.entries()) {
      if (allowed.has(extra) || !edges.has(extra)) continue;
      const message = `the Kustomization waits for ${extra}, but components.yaml does not say so`;
      faults.push(fault(message, 'Make the two agree.', [...object.manifest.at, 'spec', 'dependsOn', place, 'name']));
    }
    return { object, faults };
  });
}

function dependsOnOf(value: JsonValue): string[] {
  return listOf(get(value, 'spec', 'dependsOn')).map((each) => textOf(get(each, 'name')));
}
