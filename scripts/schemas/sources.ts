/** Where one file of the catalog comes from. Versions are those that infra/ deploys, or the newest the registry has. */
export interface CatalogSource {
  /** File name below schemas/, without `.json`. */
  file: string;
  title: string;
  modules: ModuleSource[];
}

export interface ModuleSource {
  module: string;
  version: string;
  /** `openapi`: a swagger.json; `crds`: CRD files in the module; `types`: CRDs made by controller-gen from Go types. */
  from: 'openapi' | 'crds' | 'types';
  /** `openapi` and `crds`: files or folders inside the module. `types`: Go packages below the module. */
  paths: string[];
  /** For `types` of modules that are not meant as CRDs: every kind found is read by a program, not the API server. */
  configuration?: boolean;
}

/** The Kubernetes versions whose differences the catalog records, oldest first. */
export const kubernetesVersions = ['1.33', '1.34', '1.35', '1.36'] as const;

const kubernetesPatches = ['v1.33.13', 'v1.34.4', 'v1.35.4', 'v1.36.3'];

/** Makes CRDs from Go types, as the projects themselves do before a release. */
export const controllerGen = {
  module: 'sigs.k8s.io/controller-tools',
  version: 'v0.23.0',
  command: 'cmd/controller-gen',
};

export const catalogSources: CatalogSource[] = [
  {
    file: 'kubernetes',
    title: 'Kubernetes',
    modules: kubernetesPatches.map((version) => ({
      module: 'k8s.io/kubernetes',
      version,
      from: 'openapi',
      paths: ['api/openapi-spec/swagger.json', 'pkg/generated/openapi/zz_generated.openapi.go'],
    })),
  },
  {
    file: 'keda',
    title: 'KEDA',
    modules: [{ module: 'github.com/kedacore/keda/v2', version: 'v2.20.2', from: 'crds', paths: ['config/crd/bases'] }],
  },
  {
    file: 'flux',
    title: 'Flux',
    modules: [
      { module: 'github.com/fluxcd/source-controller', version: 'v1.9.5', from: 'crds', paths: ['config/crd/bases'] },
      {
        module: 'github.com/fluxcd/kustomize-controller',
        version: 'v1.9.5',
        from: 'crds',
        paths: ['config/crd/bases'],
      },
      { module: 'github.com/fluxcd/helm-controller/api', version: 'v1.6.4', from: 'types', paths: ['v2'] },
      {
        module: 'github.com/fluxcd/notification-controller/api',
        version: 'v1.9.4',
        from: 'types',
        paths: ['v1', 'v1beta3'],
      },
      { module: 'github.com/fluxcd/image-reflector-controller/api', version: 'v1.2.5', from: 'types', paths: ['v1'] },
      { module: 'github.com/fluxcd/image-automation-controller/api', version: 'v1.2.5', from: 'types', paths: ['v1'] },
      { module: 'github.com/fluxcd/source-watcher/api/v2', version: 'v2.2.4', from: 'types', paths: ['v1beta1'] },
    ],
  },
  {
    file: 'prometheus-operator',
    title: 'Prometheus Operator',
    modules: [
      {
        module: 'github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring',
        version: 'v0.95.1',
        from: 'types',
        paths: ['v1', 'v1alpha1', 'v1beta1'],
      },
    ],
  },
  {
    file: 'k3s',
    title: 'k3s',
    modules: [
      {
        module: 'github.com/k3s-io/helm-controller',
        version: 'v0.17.9',
        from: 'crds',
        paths: ['pkg/crds/yaml/generated'],
      },
      { module: 'github.com/k3s-io/api', version: 'v0.2.1', from: 'crds', paths: ['pkg/crds/yaml/generated'] },
    ],
  },
  {
    file: 'configuration',
    title: 'Configuration files of Kubernetes programs',
    modules: [
      {
        module: 'k8s.io/apiserver',
        version: 'v0.36.3',
        from: 'types',
        paths: ['pkg/apis/audit/v1'],
        configuration: true,
      },
    ],
  },
  {
    file: 'cert-manager',
    title: 'cert-manager',
    modules: [
      { module: 'github.com/cert-manager/cert-manager', version: 'v1.21.2', from: 'crds', paths: ['deploy/crds'] },
    ],
  },
  {
    file: 'gateway-api',
    title: 'Gateway API',
    modules: [
      { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.3', from: 'crds', paths: ['config/crd/standard'] },
      { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.3', from: 'crds', paths: ['config/crd/experimental'] },
    ],
  },
];
