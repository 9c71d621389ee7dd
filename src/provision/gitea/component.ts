import { chartComponent } from '../chart/chart-component.ts';
import type { Component } from '../component.ts';
import { backupGitea } from './backup.ts';
import { restoreGitea } from './restore.ts';
import { giteaSecrets } from './secrets.ts';
import { verifyGitea } from './verify.ts';

export const component: Component = {
  ...chartComponent(giteaSecrets, verifyGitea),
  backup: backupGitea,
  restore: restoreGitea,
};
