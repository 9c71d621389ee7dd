import type { BuiltInAction } from '../built-in-action.ts';
import { registerPost } from '../register-post.ts';
import { restoreCache } from './restore-cache.ts';
import { saveCache } from './save-cache.ts';

const pathInputs = { path: '', key: '', 'upload-chunk-size': '', enablecrossosarchive: 'false' };
const restoreInputs = { ...pathInputs, 'restore-keys': '', 'fail-on-cache-miss': 'false', 'lookup-only': 'false' };
const required = ['path', 'key'];

/** `actions/cache`: restores now, saves after the job's last step when that went well and the key was not there. */
export const cache: BuiltInAction = {
  inputs: { ...restoreInputs, 'save-always': 'false' },
  required,
  run: async (runtime, step, inputs) => {
    const { exact } = await restoreCache(runtime, step, inputs);
    registerPost(runtime, step, {
      condition: { $expr: inputs['save-always'] === 'true' ? 'always()' : 'success()' },
      run: async (later) => {
        if (exact)
          await runtime.log.line(later.index, `Cache hit occurred on the primary key ${inputs.key}, not saving cache.`);
        else await saveCache(runtime, later, inputs);
        return 'success';
      },
    });
    return 'success';
  },
};

/** `actions/cache/restore` */
export const cacheRestore: BuiltInAction = {
  inputs: restoreInputs,
  required,
  run: async (runtime, step, inputs) => {
    await restoreCache(runtime, step, inputs);
    return 'success';
  },
};

/** `actions/cache/save` */
export const cacheSave: BuiltInAction = {
  inputs: pathInputs,
  required,
  run: async (runtime, step, inputs) => {
    await saveCache(runtime, step, inputs);
    return 'success';
  },
};
