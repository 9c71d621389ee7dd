import { buildImages } from './images/build-images.ts';
import { imageOptions } from './images/options.ts';

/**
 * `npm run images`: builds the container images of images/ from the packed package, each as an archive that containerd,
 * Docker and `raibid-cli images push` take, with a list of its software beside it. `npm run images -- --help`.
 */
const options = imageOptions(process.argv.slice(2));
if (typeof options === 'string') console.log(options);
else await buildImages(options);
