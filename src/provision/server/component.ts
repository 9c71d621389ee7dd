import { chartComponent } from '../chart/chart-component.ts';
import { serverSecrets } from './secrets.ts';
import { verifyServer } from './verify.ts';

export const component = chartComponent(serverSecrets, verifyServer);
