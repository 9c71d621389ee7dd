import { chartComponent } from '../chart/chart-component.ts';
import type { Component } from '../component.ts';
import { backupRedis } from './backup.ts';
import { restoreRedis } from './restore.ts';
import { redisSecrets } from './secrets.ts';
import { verifyRedis } from './verify.ts';

export const component: Component = {
  ...chartComponent(redisSecrets, verifyRedis),
  backup: backupRedis,
  restore: restoreRedis,
};
