import { storeConformance } from '../conformance/suite.ts';
import { openTestStore } from './testing/open-test-store.ts';

storeConformance('SQLite', openTestStore);
