import { chartComponent } from '../chart/chart-component.ts';
import type { Component } from '../component.ts';
import { backupServer } from './backup.ts';
import { restoreServer } from './restore.ts';
import { serverSecrets } from './secrets.ts';
import { verifyServer } from './verify.ts';

export const component: Component = {
  ...chartComponent(serverSecrets, verifyServer),
  backup: backupServer,
  restore: restoreServer,
};
