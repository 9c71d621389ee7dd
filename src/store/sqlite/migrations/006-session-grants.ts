/** Sessions end with the token that they were exchanged for; of those before nobody knows which that was. */
export const sessionGrantSchema = `
ALTER TABLE tokens ADD COLUMN granted_by TEXT;
DELETE FROM tokens WHERE kind = 'session';
`;
