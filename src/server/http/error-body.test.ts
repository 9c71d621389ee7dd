import { describe, expect, it } from 'vitest';
import { errorBodySchema } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import { errorBody, publicError } from './error-body.ts';

describe('the body of a refusal', () => {
  it('says what happened, where, and what to do next', () => {
    const at = { file: 'ci.yml', line: 3, column: 7 };
    const body = errorBody(new RaibidError('workflow_invalid', 'No jobs.', { at, details: { odd: undefined, n: 1 } }));
    expect(errorBodySchema.parse(body)).toEqual({
      error: {
        code: 'workflow_invalid',
        title: 'A workflow file is invalid',
        message: 'No jobs.',
        hint: expect.stringContaining('workflow lint'),
        at,
        details: { n: 1 },
      },
    });
  });

  it('says nothing of an error that was not made for people', () => {
    const error = publicError(new Error('password is hunter2'));
    expect(error).toMatchObject({ code: 'internal', http: 500 });
    expect(JSON.stringify(errorBody(error))).not.toContain('hunter2');
    expect(publicError('thrown text')).toMatchObject({ code: 'internal' });
  });

  it('passes on what the HTTP layer refused', () => {
    const refused = Object.assign(new Error('Body is too large'), {
      statusCode: 413,
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    });
    expect(publicError(refused)).toMatchObject({ code: 'too_large', http: 413 });
    const broken = Object.assign(new Error('Broken JSON'), { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' });
    expect(publicError(broken)).toMatchObject({ code: 'input_invalid', http: 400, message: 'Broken JSON' });
  });
});
