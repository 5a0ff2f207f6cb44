/** How a file that is written is packed: its name says it. */
import type {Transform} from 'node:stream';
import {createGzip, createZstdCompress} from 'node:zlib';

/** Packs what goes through it; undefined for a name that asks for no packing. */
export function packerFor(file: string): Transform | undefined {
	if (file.endsWith('.gz')) {
		return createGzip();
	}

	return file.endsWith('.zst') ? createZstdCompress() : undefined;
}
