// Finds commands.

import fs from 'node:fs/promises';
import path from 'node:path';

/** Where a command is. */
export async function executable(command) {
  for (const place of process.env.PATH.split(path.delimiter)) {
    const file = path.join(place, command);
    if (await fs.access(file, fs.constants.X_OK).then(() => true, () => false)) return file;
  }
  throw new Error(`${command} is not installed`);
}
