import { chartComponent } from '../chart/chart-component.ts';
import { giteaSecrets } from './secrets.ts';
import { verifyGitea } from './verify.ts';

export const component = chartComponent(giteaSecrets, verifyGitea);
