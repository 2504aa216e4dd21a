/** Makes the README's pictures anew, from the built site: `npm run picture`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { README_FOLDER, readmePictures } from './readme-pictures.ts';

for (const { name, svg } of await readmePictures()) {
  await writeFile(join(README_FOLDER, name), svg);
  console.log(`wrote public/${name}`);
}
