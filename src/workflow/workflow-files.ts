/** Folders that may hold workflow files. The first that exists in a repository is used, the others are not read. */
export const workflowFolders = ['.github/workflows', '.gitea/workflows', '.raibid/workflows'] as const;

/** True for a `.yml` or `.yaml` file directly in a workflow folder; subfolders do not count, as on GitHub. */
export function isWorkflowFile(path: string): boolean {
  return workflowFolders.some((folder) => {
    if (!path.startsWith(`${folder}/`)) return false;
    const name = path.slice(folder.length + 1);
    return !name.includes('/') && /^.+\.ya?ml$/.test(name);
  });
}
