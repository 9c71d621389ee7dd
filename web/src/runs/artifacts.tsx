import type { JSX } from 'preact';
import type { ArtifactView } from '../../../src/contract/views.ts';
import { addressOf } from '../api/endpoint.ts';
import { endpoints } from '../api/endpoints.ts';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { formatMoment } from '../format/age.ts';
import { formatBytes } from '../format/bytes.ts';
import './artifacts.css';

/** What the jobs stored, to download. Nothing when there is none. */
export function Artifacts({ artifacts }: { artifacts: ArtifactView[] }): JSX.Element | null {
  if (artifacts.length === 0) return null;
  return (
    <Panel title="Artifacts" note={String(artifacts.length)}>
      <ul>
        {artifacts.map((artifact) => (
          <li key={artifact.id} class="artifact">
            <a href={addressOf(endpoints.downloadArtifact.path, { params: { artifactId: artifact.id } })} download>
              <Icon name="download" />
              {artifact.name}
            </a>
            <span class="soft">{formatBytes(artifact.size)}</span>
            <span class="artifact-digest soft mono" title={`SHA-256 ${artifact.sha256}`}>
              {artifact.sha256.slice(0, 12)}
            </span>
            <span class="artifact-expiry soft" title={formatMoment(artifact.expiresAt)}>
              kept until {new Date(artifact.expiresAt).toISOString().slice(0, 10)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
