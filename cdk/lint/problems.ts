/** Says what is wrong with one definition, as sentences; nothing wrong, no sentence. */
import validate from 'asl-validator';

export function problemsOf(text: string): string[] {
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    return [`This is not JSON: ${(error as Error).message}`];
  }
  const { isValid, errorsText } = validate(definition);
  return isValid ? [] : errorsText('\n').split('\n');
}
