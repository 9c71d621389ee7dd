import { chartComponent } from '../chart/chart-component.ts';
import { agentsSecrets } from './secrets.ts';
import { verifyAgents } from './verify.ts';

export const component = chartComponent(agentsSecrets, verifyAgents);
