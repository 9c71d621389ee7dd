import { storeConformance } from '../conformance/suite.ts';
import { redisTestStores } from './testing/open-test-store.ts';

storeConformance('Valkey', redisTestStores({ program: 'valkey-server' }));
