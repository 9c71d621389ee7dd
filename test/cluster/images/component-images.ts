import { join } from 'node:path';
import { giteaBinary } from '../../gitea/binary.ts';
import { fluxStandIns } from '../flux/images.ts';
import { programFolder } from '../programs/build.ts';
import { componentImages } from './component-list.ts';
import { type ImageSpec, imageArchive } from './image-spec.ts';

/**
 * Archives of the third-party images that `infra/components.yaml` names for these components (for all where none is
 * named) and that this machine can put together, under exactly those names. Paths, users and entry points are those of the published images; what is below them is Debian.
 */
export async function thirdPartyImages(components: string[] = []): Promise<string[]> {
  const archives: string[] = [];
  // One after the other: each takes a whole Debian.
  for (const name of await componentImages(components)) {
    const make = makers[name.slice(0, name.lastIndexOf(':'))];
    if (make !== undefined) archives.push(await imageArchive(await make(name)));
  }
  return archives;
}

const makers: Record<string, (name: string) => Promise<ImageSpec>> = {
  'docker.io/library/redis': redis,
  'docker.io/oliver006/redis_exporter': redisExporter,
  'docker.io/gitea/gitea': gitea,
  'ghcr.io/kedacore/keda': (name) => keda(name, 'keda', ['/keda']),
  'ghcr.io/kedacore/keda-metrics-apiserver': (name) => keda(name, 'keda-adapter', ['/keda-adapter']),
  'ghcr.io/kedacore/keda-admission-webhooks': (name) => keda(name, 'keda-webhooks', ['/keda-admission-webhooks']),
  'ghcr.io/fluxcd/kustomize-controller': kustomizeController,
  'ghcr.io/fluxcd/source-controller': fluxStandIns,
};

/** Debian 12 has the version of Redis that the published image `7.0.15-bookworm` has. */
async function redis(name: string): Promise<ImageSpec> {
  const programs = ['redis-server', 'redis-cli', 'redis-check-rdb', 'redis-check-aof', 'redis-benchmark'];
  return {
    name,
    config: { Cmd: ['redis-server'], WorkingDir: '/data' },
    debian: {
      packages: ['redis-server', 'redis-tools'],
      afterwards: ['usermod -u 999 redis', 'groupmod -g 999 redis', 'rm -rf /var/lib/redis /etc/redis'],
    },
    links: Object.fromEntries(programs.map((program) => [`/usr/local/bin/${program}`, `/usr/bin/${program}`])),
    folders: { '/data': { mode: '0755', owner: 999 } },
  };
}

/** Debian's package of the same version. */
async function redisExporter(name: string): Promise<ImageSpec> {
  return {
    name,
    config: { Entrypoint: ['/redis_exporter'], User: '59000:59000' },
    debian: { packages: ['prometheus-redis-exporter'] },
    links: { '/redis_exporter': '/usr/bin/prometheus-redis-exporter' },
  };
}

/** The pages come unstyled: the front end is not part of Gitea's Go module. Everything else works. */
async function gitea(name: string): Promise<ImageSpec> {
  const { path, staticRoot } = await giteaBinary();
  return {
    name,
    config: {
      Entrypoint: ['/usr/bin/dumb-init', '--', '/usr/local/bin/docker-entrypoint.sh'],
      User: '1000:1000',
      WorkingDir: '/var/lib/gitea',
      Env: [
        'GITEA_WORK_DIR=/var/lib/gitea',
        'GITEA_CUSTOM=/var/lib/gitea/custom',
        'GITEA_TEMP=/tmp/gitea',
        'TMPDIR=/tmp/gitea',
        'GITEA_APP_INI=/etc/gitea/app.ini',
        'HOME=/var/lib/gitea/git',
        // The published program has its templates inside; this one reads them.
        'GITEA__server__STATIC_ROOT_PATH=/usr/share/gitea',
      ],
    },
    debian: {
      packages: ['bash', 'ca-certificates', 'curl', 'dumb-init', 'gettext-base', 'git', 'gnupg', 'openssh-client'],
      afterwards: ['groupadd -g 1000 git', 'useradd -u 1000 -g git -M -d /var/lib/gitea/git -s /bin/bash git'],
    },
    trees: {
      '/': join(staticRoot, 'docker', 'rootless'),
      '/usr/share/gitea/templates': join(staticRoot, 'templates'),
      '/usr/share/gitea/options': join(staticRoot, 'options'),
      '/usr/share/gitea/public': join(staticRoot, 'public'),
    },
    programs: {
      '/app/gitea/gitea': path,
      ...Object.fromEntries(
        ['docker-entrypoint.sh', 'docker-setup.sh', 'environment-to-ini', 'gitea'].map((script) => [
          `/usr/local/bin/${script}`,
          join(staticRoot, 'docker/rootless/usr/local/bin', script),
        ]),
      ),
    },
    folders: { '/var/lib/gitea': { mode: '0755', owner: 1000 }, '/etc/gitea': { mode: '0755', owner: 1000 } },
  };
}

async function keda(name: string, program: string, entrypoint: string[]): Promise<ImageSpec> {
  const place = entrypoint[0] ?? '';
  return {
    name,
    config: { Entrypoint: [place, '--zap-log-level=info', '--zap-encoder=console'], User: '65532:65532' },
    programs: { [place]: join(await programFolder('keda'), program) },
    folders: { '/tmp': { mode: '1777' } },
  };
}

async function kustomizeController(name: string): Promise<ImageSpec> {
  return {
    name,
    config: {
      Entrypoint: ['/sbin/tini', '--', 'kustomize-controller'],
      User: '65534:65534',
      Env: ['GNUPGHOME=/tmp'],
    },
    debian: { packages: ['ca-certificates', 'git', 'gnupg', 'openssh-client', 'tini'] },
    links: { '/sbin/tini': '/usr/bin/tini' },
    programs: {
      '/usr/local/bin/kustomize-controller': join(await programFolder('kustomize-controller'), 'kustomize-controller'),
    },
  };
}
