import { storeConformance } from '../conformance/suite.ts';
import { aclRules } from './acl.ts';
import { redisTestStores } from './testing/open-test-store.ts';

/** As a user that may do no more than docs/redis.md says. */
const password = 'the-password-of-the-tests';

storeConformance(
  'Redis',
  redisTestStores({
    settings: ['--user', 'raibid', 'on', `>${password}`, ...aclRules],
    access: () => ({ user: 'raibid', password }),
  }),
);
