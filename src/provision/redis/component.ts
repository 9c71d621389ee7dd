import { chartComponent } from '../chart/chart-component.ts';
import { redisSecrets } from './secrets.ts';
import { verifyRedis } from './verify.ts';

export const component = chartComponent(redisSecrets, verifyRedis);
