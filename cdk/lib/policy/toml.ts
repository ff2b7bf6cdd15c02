/** TOML as a language of files of settings. */
import { parse, TomlError } from 'smol-toml';
import { Language } from '../settings-file.ts';

export const TOML: Language = {
  name: 'TOML',
  parse: (text) => {
    try {
      // The parser's tables have no prototype, which those who compare objects expect.
      return structuredClone(parse(text));
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      // The piece of the file that the parser shows has lines of its own.
      const [why] = error.message.replace('Invalid TOML document: ', '').split('\n');
      throw new Error(`line ${error.line}, column ${error.column}: ${why}`);
    }
  },
};
