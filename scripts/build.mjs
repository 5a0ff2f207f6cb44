// Builds the program into dist/, or into the directory named as the first argument.
import path from 'node:path';
import process from 'node:process';
import {bundle, root} from './bundle.mjs';

await bundle(path.resolve(process.argv[2] ?? path.join(root, 'dist')));
