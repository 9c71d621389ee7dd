/** Version of the messages between server and agent. A server accepts agents one version older (docs/architecture.md). */
export const contractVersion = 1;
