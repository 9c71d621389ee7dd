import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workflowPlanSchema } from '../contract/plan.ts';
import { parseAction } from './action/parse-action.ts';
import { parseWorkflow } from './parse-workflow.ts';
import type { WorkflowProblem } from './problem.ts';
import { readCorpus } from './testing/corpus.ts';
import { type Dice, mutate } from './testing/mutate.ts';

const corpus = readCorpus();
const actions = [
  'name: a\ndescription: b\ninputs:\n  x: { default: "${{ github.token }}", required: true }\nruns:\n  using: node20\n  main: a.js\n  post: b.js\n  post-if: always()\n',
  'name: a\ndescription: b\noutputs:\n  o: { value: "${{ steps.x.outputs.o }}" }\nruns:\n  using: composite\n  steps:\n    - id: x\n      run: |\n        echo ${{ inputs.x }}\n      shell: bash\n    - uses: ./b\n      if: failure()\n',
  'name: a\ndescription: b\nruns:\n  using: docker\n  image: Dockerfile\n  args: ["${{ inputs.x }}"]\n',
];

/** The front's promise for any text: an answer, and problems that point into the text. */
function expectPlaced(text: string, problems: WorkflowProblem[]): void {
  const lines = text.split('\n');
  expect(problems.length).toBeGreaterThan(0);
  for (const { line, column, message, hint } of problems) {
    expect(message).not.toMatch(/undefined|Cannot read|is not a function|\[object/);
    expect(hint).not.toBe('');
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line, message).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column, message).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 2);
  }
}

async function checkWorkflow(text: string): Promise<void> {
  const parsed = await parseWorkflow({ path: 'ci.yml', text });
  if (parsed.ok) expect(JSON.parse(JSON.stringify(workflowPlanSchema.parse(parsed.plan)))).toEqual(parsed.plan);
  else expectPlaced(text, parsed.problems);
}

async function checkAction(text: string): Promise<void> {
  const parsed = await parseAction({ path: 'action.yml', text });
  if (parsed.ok) expect(JSON.parse(JSON.stringify(parsed.action))).toEqual(parsed.action);
  else expectPlaced(text, parsed.problems);
}

const diceRolls = fc.infiniteStream(fc.nat());

function diceOf(rolls: Iterator<number>): Dice {
  return (limit) => (limit <= 0 ? 0 : Number(rolls.next().value) % limit);
}

describe('any text', () => {
  it('that a workflow was mutated into gets an answer', { timeout: 180_000 }, async () => {
    const file = fc.constantFrom(...corpus.map((one) => one.text));
    await fc.assert(
      fc.asyncProperty(file, file, diceRolls, (text, other, rolls) =>
        checkWorkflow(mutate(text, other, diceOf(rolls))),
      ),
      { numRuns: 4000 },
    );
  });

  it('that an action was mutated into gets an answer', { timeout: 60_000 }, async () => {
    const file = fc.constantFrom(...actions);
    await fc.assert(
      fc.asyncProperty(file, file, diceRolls, (text, other, rolls) => checkAction(mutate(text, other, diceOf(rolls)))),
      { numRuns: 1000 },
    );
  });

  it('however strange gets an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), (text) => checkWorkflow(text)),
      { numRuns: 1000 },
    );
  });
});

describe('the corpus', () => {
  for (const { name, text, refused } of corpus) {
    it(`${name} is ${refused ? 'refused with places' : 'taken'}`, async () => {
      const parsed = await parseWorkflow({ path: name, text });
      expect(parsed.ok ? [] : refused || parsed.problems).toEqual(refused ? true : []);
      await checkWorkflow(text);
    });
  }
});
