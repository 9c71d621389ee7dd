import { isRaibidError } from '../shared/errors.ts';

/** True when a request was answered, false when it was refused with `not_found`; any other refusal is thrown on. */
export async function isFound(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return false;
    throw error;
  }
}
