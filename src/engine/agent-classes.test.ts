import { describe, expect, it } from 'vitest';
import { type AgentClass, classOf, defaultAgentClasses, describeNoClass } from './agent-classes.ts';

const classes: AgentClass[] = [...defaultAgentClasses('arm64'), { name: 'gpu', labels: ['self-hosted', 'cuda'] }];

describe('labels of a job', () => {
  it.each([
    [['ubuntu-latest'], 'default'],
    [['Ubuntu-Latest'], 'default'],
    [['self-hosted', 'linux', 'arm64'], 'default'],
    [['self-hosted', 'cuda'], 'gpu'],
    [['gpu'], 'gpu'],
    [['default'], 'default'],
    [['self-hosted'], 'default'],
    [['x64'], null],
    [['cuda', 'linux'], null],
    [[], null],
  ] as const)('%j lead to class %s', (labels, expected) => {
    expect(classOf(classes, [...labels])).toBe(expected);
  });

  it('without a class are refused with a list of what exists', () => {
    expect(describeNoClass(classes, ['windows-latest', 'x'])).toBe(
      'No agent class has all of the labels `windows-latest`, `x`. There are: ' +
        'default (ubuntu-latest, ubuntu-24.04, ubuntu-22.04, self-hosted, linux, arm64); gpu (self-hosted, cuda)',
    );
  });
});
