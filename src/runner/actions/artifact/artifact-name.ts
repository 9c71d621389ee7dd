import { RaibidError } from '../../../shared/errors.ts';

/** The same characters as on GitHub; a name becomes a folder when it is downloaded. */
export function checkArtifactName(name: string): string {
  if (name !== '' && name.length <= 250 && !/["':<>|*?\r\n\\/]/.test(name)) return name;
  throw new RaibidError(
    'input_invalid',
    `The artifact name '${name}' is not valid: 1 to 250 characters, none of " ' : < > | * ? \\ / or a line break.`,
  );
}
