import type { JSX } from 'preact';
import type { JobView } from '../../../src/contract/views.ts';
import { scrollable } from '../components/scrollable.ts';
import { combinedTone, toneOf } from '../runs/tone.ts';
import { type GraphEdge, layoutGraph } from './graph-layout.ts';
import { graphNodeHeight, JobGraphNode } from './job-graph-node.tsx';
import { type JobGroup, jobGroups } from './job-groups.ts';
import './job-graph.css';

/** Which job needs which. Nothing for jobs that stand side by side: the list says it all. */
export function JobGraph({ jobs }: { jobs: JobView[] }): JSX.Element | null {
  const groups = jobGroups(jobs);
  const keys = new Set(groups.map((group) => group.key));
  if (!groups.some((group) => group.needs.some((need) => keys.has(need)))) return null;
  const byKey = new Map(groups.map((group) => [group.key, group]));
  const layout = layoutGraph(groups.map((group) => ({ ...group, height: graphNodeHeight(group) })));
  return (
    <section class="job-graph" aria-label="Graph of jobs" {...scrollable}>
      <div class="job-graph-plane" style={{ width: `${layout.width}px`, height: `${layout.height}px` }}>
        <svg width={layout.width} height={layout.height} aria-hidden="true">
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              class={`job-graph-edge ${edgeTone(byKey.get(edge.from))}`}
              d={curve(edge)}
            />
          ))}
        </svg>
        {layout.nodes.map((node) => {
          const group = byKey.get(node.key);
          return group && <JobGraphNode key={node.key} group={group} x={node.x} y={node.y} />;
        })}
      </div>
    </section>
  );
}

/** An arrow is lit once what it comes from has passed. */
function edgeTone(from: JobGroup | undefined): string {
  return from && combinedTone(from.jobs.map(toneOf)) === 'success' ? 'job-graph-edge-passed' : '';
}

function curve({ x1, y1, x2, y2 }: GraphEdge): string {
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
