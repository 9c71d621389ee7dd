import { get, listOf, textOf } from './object-index.ts';
import { knownNames, type ReferenceRule } from './reference-rule.ts';

/** Roles that every cluster has. */
const builtinRoles = {
  ClusterRole: /^(admin|edit|view|cluster-admin|system:.+)$/,
  /** In kube-system; the first for servers of additional APIs. */
  Role: /^(extension-apiserver-authentication-reader|system:.+)$/,
};

export const serviceAccountReference: ReferenceRule = {
  name: 'service-account-reference',
  summary: 'ServiceAccounts and roles that pods and bindings name exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const { object, pod } of index.pods) {
      const field = pod.spec.serviceAccountName ? 'serviceAccountName' : 'serviceAccount';
      const name = pod.spec[field];
      const { namespace } = object.manifest;
      if (!name || name === 'default' || index.find('ServiceAccount', namespace, name)) continue;
      const hint = knownNames('ServiceAccount', index.namesOf('ServiceAccount', namespace));
      tellOf(object)([...pod.path, field], `there is no ServiceAccount ${name}`, hint);
    }
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const object of index.ofKind(kind)) {
        const { value, namespace } = object.manifest;
        const role = textOf(get(value, 'roleRef', 'kind'));
        const name = textOf(get(value, 'roleRef', 'name'));
        const isKnown =
          ((role === 'ClusterRole' || role === 'Role') && builtinRoles[role].test(name)) ||
          index.find(role, role === 'Role' ? namespace : '', name);
        if (!isKnown)
          tellOf(object)(
            ['roleRef', 'name'],
            `there is no ${role} ${name}`,
            knownNames(role, index.namesOf(role, role === 'Role' ? namespace : '')),
          );
        for (const [place, subject] of listOf(get(value, 'subjects')).entries()) {
          const account = textOf(get(subject, 'name'));
          const where = textOf(get(subject, 'namespace')) || namespace;
          if (get(subject, 'kind') !== 'ServiceAccount' || account === 'default' || where.startsWith('kube-')) continue;
          if (index.find('ServiceAccount', where, account)) continue;
          const hint = knownNames('ServiceAccount', index.namesOf('ServiceAccount', where));
          tellOf(object)(['subjects', place, 'name'], `there is no ServiceAccount ${where}/${account}`, hint);
        }
      }
    }
  },
};

export const claimReference: ReferenceRule = {
  name: 'claim-reference',
  summary: 'PersistentVolumeClaims that pods mount exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const { object, pod } of index.pods) {
      const { namespace } = object.manifest;
      for (const [place, volume] of (pod.spec.volumes ?? []).entries()) {
        const name = (volume.persistentVolumeClaim as { claimName?: string } | undefined)?.claimName;
        if (!name || index.find('PersistentVolumeClaim', namespace, name)) continue;
        const path = [...pod.path, 'volumes', place, 'persistentVolumeClaim', 'claimName'];
        tellOf(object)(
          path,
          `there is no PersistentVolumeClaim ${name}`,
          knownNames('PersistentVolumeClaim', index.namesOf('PersistentVolumeClaim', namespace)),
        );
      }
    }
  },
};

/** Namespaces that every cluster has, and the one that `flux bootstrap` makes. */
const madeOtherwise = /^(kube-.*|default|flux-system)$/;

export const namespaceReference: ReferenceRule = {
  name: 'namespace-reference',
  summary: 'Where the tree brings its Namespaces, objects live in one of them',
  severity: 'error',
  check({ index, tellOf }) {
    const names = index.ofKind('Namespace').map(({ manifest }) => manifest.name);
    if (names.length === 0) return;
    for (const object of index.objects) {
      const { namespace } = object.manifest;
      if (namespace === '' || names.includes(namespace) || madeOtherwise.test(namespace)) continue;
      if (object.origin.rendered?.startsWith('helm')) continue;
      tellOf(object)(
        ['metadata', 'namespace'],
        `there is no Namespace ${namespace}`,
        `Namespaces here: ${names.join(', ')}.`,
      );
    }
  },
};
